package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.Status;
import dev.coracle.machinery.tree.Tree;
import java.util.concurrent.CompletableFuture;

/**
 * One delete, tried again while others are faster. An object that is marked goes with the update that takes its last
 * finalizer. Confined to the request's executor.
 */
final class Deletion {
    private final ServerState backend;
    private final WriteRequest request;
    private final Resource resource;
    private final String name;
    private final DeleteOptions options;
    private final Attempts attempts;

    Deletion(ServerState backend, WriteRequest request, String name, DeleteOptions options) {
        this.backend = backend;
        this.request = request.dryRun(options.dryRun());
        this.resource = request.target().resource();
        this.name = name;
        this.options = options;
        this.attempts = new Attempts(backend, this.request);
    }

    CompletableFuture<WriteResult> run() {
        String warning = resource.strategy().deletionWarning();
        if (!warning.isEmpty() && options.effective().isEmpty()) {
            request.caller().warnings().accept(warning);
        }
        attempt(1);
        return attempts.outcome();
    }

    private void attempt(int number) {
        attempts.run(() -> {
            StoredObject current = backend.cache()
                    .of(resource)
                    .get(request.namespace(), name)
                    .orElseThrow(() -> ApiException.notFound(request.target().groupResource(), name));
            RequestContext context = new RequestContext(backend, request);
            Draft draft =
                    new Draft(context, WritePipeline.DELETE, request, current.copy(), current.read()).with(options);
            attempts.build(WritePipeline.DELETE, draft, () -> commit(draft, current, number));
        });
    }

    private void commit(Draft draft, StoredObject current, int number) {
        if (draft.goes()) {
            attempts.remove(current, gone(draft, current), () -> again(number));
        } else if (Metadata.same(draft.object(), draft.stored())) {
            attempts.complete(new WriteResult.Stored(current, WriteResult.Outcome.DELETING));
        } else {
            attempts.put(draft, current.resourceVersion(), WriteResult.Outcome.DELETING, conflict -> again(number));
        }
    }

    private void again(int number) {
        attempts.again(number, this::attempt, () -> Refusals.tooMuchContention(request.target(), name));
    }

    /** What answers a finished delete: the object for the kinds that say so, a Status for the others. */
    private WriteResult gone(Draft draft, StoredObject current) {
        if (!resource.writes().has(WriteRules.Rule.RETURN_DELETED_OBJECT)) {
            return new WriteResult.StatusResult(
                    Status.success(0, details(draft.stored())), WriteResult.Outcome.REMOVED);
        }
        return options.dryRun()
                ? new WriteResult.Unstored(draft.object(), WriteResult.Outcome.REMOVED)
                : new WriteResult.Stored(current, WriteResult.Outcome.REMOVED);
    }

    private ObjectNode details(ObjectNode object) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("name", name);
        String group = request.target().version().groupVersion().group();
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        return details.put("kind", resource.storage().resource()).put("uid", Tree.text(Tree.metadata(object), "uid"));
    }
}
