package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionChain;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An object on its way through the stages of one attempt. Confined to the write's executor. */
final class Draft implements AdmissionAttributes {
    private final Surroundings surroundings;
    private final AdmissionOperation operation;
    private final WriteRequest request;
    private final ObjectNode object;
    private final @Nullable ObjectNode old;
    private FieldErrors errors = new FieldErrors();
    private DeleteOptions options = DeleteOptions.none();
    private boolean goes;
    private GroupVersionKind kind;

    /** What the stages of a write use besides the object. */
    interface Surroundings {
        /** What strategies and plugins see. */
        WriteContext context();

        Identities identities();

        AdmissionChain admission();

        /** Completes after a time, on the write's executor. */
        CompletableFuture<Void> pause(Duration time);
    }

    /** @param old what is stored; null when nothing is */
    Draft(
            Surroundings surroundings,
            WritePipeline pipeline,
            WriteRequest request,
            ObjectNode object,
            @Nullable ObjectNode old) {
        this.surroundings = surroundings;
        this.operation = pipeline.operation();
        this.request = request;
        this.object = object;
        this.old = old;
        this.kind = request.kind();
    }

    /** The same on a delete. */
    Draft with(DeleteOptions other) {
        options = other;
        return this;
    }

    /** The same for a document that is of another kind than the resource. */
    Draft as(GroupVersionKind other) {
        kind = other;
        return this;
    }

    WriteRequest request() {
        return request;
    }

    Resource resource() {
        return request.target().resource();
    }

    Strategy strategy() {
        return resource().strategy().forSubresource(request.subresource());
    }

    ObjectNode metadata() {
        return Metadata.of(object);
    }

    /** What is stored, for stages that only run where something is. */
    ObjectNode stored() {
        return Objects.requireNonNull(old);
    }

    DeleteOptions options() {
        return options;
    }

    Identities identities() {
        return surroundings.identities();
    }

    AdmissionChain admission() {
        return surroundings.admission();
    }

    /** What validation has found. */
    FieldErrors errors() {
        return errors;
    }

    /** Refuses the object if validation finds anything. */
    void check(Consumer<FieldErrors> validation) {
        errors = FieldErrors.found(validation);
        if (!errors.isEmpty()) {
            throw Refusals.invalid(request.target(), object, name(), errors);
        }
    }

    /** Says that a delete ends with the object's removal. */
    void go() {
        goes = true;
    }

    /** Whether nothing keeps the object any more. */
    boolean goes() {
        return goes;
    }

    @Override
    public AdmissionOperation operation() {
        return operation;
    }

    @Override
    public WriteContext context() {
        return surroundings.context();
    }

    @Override
    public RequestScope scope() {
        return request.scope();
    }

    @Override
    public GroupVersionKind kind() {
        return kind;
    }

    @Override
    public String name() {
        return Tree.name(old == null ? object : old);
    }

    @Override
    public ObjectNode object() {
        return object;
    }

    @Override
    public @Nullable ObjectNode old() {
        return old;
    }

    @Override
    public Executor executor() {
        return request.executor();
    }

    @Override
    public CompletableFuture<Void> pause(Duration time) {
        return surroundings.pause(time);
    }
}
