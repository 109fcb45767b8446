package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionChain;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.kinds.plugins.AdmissionPlugins;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.field.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs objects through the server's own stages, without a server: the world around them is a {@link WriteContext}. */
public final class PipelineHarness {
    private final WriteContext context;

    public PipelineHarness(WriteContext context) {
        this.context = context;
    }

    /** Runs a create's stages on an object, in place; returns what validation finds. Other refusals are thrown. */
    public List<String> create(ObjectNode object) {
        List<String> errors = run(WritePipeline.CREATE, object, null);
        Metadata.of(object).put("resourceVersion", "1"); // as the store would
        return errors;
    }

    /** As a client that read the object before. */
    public List<String> update(ObjectNode object, ObjectNode old) {
        Metadata.of(object).put("resourceVersion", "1");
        return run(WritePipeline.UPDATE, object, old);
    }

    public List<String> updateStatus(ObjectNode object, ObjectNode old) {
        return run(WritePipeline.STATUS, object, old);
    }

    private List<String> run(WritePipeline pipeline, ObjectNode object, @Nullable ObjectNode old) {
        Caller caller = new Caller(RequestScope.own("test", "test"), Runnable::run, warning -> {});
        WriteRequest request = WriteRequest.to(ServedResource.stored(context.resource()), context.namespace(), caller);
        Draft draft = new Draft(new World(context), pipeline, request, object, old);
        try {
            if (!InTurn.isDone(pipeline.run(draft))) {
                throw new IllegalStateException("a stage of " + pipeline + " has not ended");
            }
        } catch (ApiException e) {
            if (e.reason() != StatusReason.INVALID || draft.errors().isEmpty()) {
                throw e;
            }
        }
        return draft.errors().distinct().stream().map(FieldError::toString).toList();
    }

    /** Nobody has to wait in it. */
    private record World(WriteContext context) implements Draft.Surroundings {
        @Override
        public Identities identities() {
            return new Identities(context.random());
        }

        @Override
        public AdmissionChain admission() {
            return AdmissionPlugins.inOrder();
        }

        @Override
        public CompletableFuture<Void> pause(Duration time) {
            return InTurn.DONE;
        }
    }
}
