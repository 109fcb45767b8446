package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import java.util.concurrent.CompletableFuture;

/**
 * One update: read, change, check, compare-and-set, again while others were faster. Upstream tries for ever; each round
 * that fails means another writer's succeeded, so the bound is only met under a stampede. Confined to the request's
 * executor.
 */
final class Modification {
    private final ServerState backend;
    private final WriteRequest request;
    private final Resource resource;
    private final String name;
    private final WritePipeline pipeline;
    private final UpdateFunction change;
    private final Attempts attempts;

    Modification(
            ServerState backend, WriteRequest request, String name, WritePipeline pipeline, UpdateFunction change) {
        this.backend = backend;
        this.request = request;
        this.resource = request.target().resource();
        this.name = name;
        this.pipeline = pipeline;
        this.change = change;
        this.attempts = new Attempts(backend, request);
    }

    CompletableFuture<WriteResult> run() {
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
            Draft draft = new Draft(context, pipeline, request, change.apply(current), current.read());
            attempts.build(pipeline, draft, () -> commit(draft, current, number));
        });
    }

    private void commit(Draft draft, StoredObject current, int number) {
        ObjectNode object = draft.object();
        if (goesNow(object, draft.stored())) {
            attempts.remove(
                    current, new WriteResult.Unstored(object, WriteResult.Outcome.REMOVED), () -> again(number));
            return;
        }
        Metadata.keepTimesIfOnlyTheyDiffer(object, draft.stored());
        if (Metadata.same(object, draft.stored())) {
            attempts.complete(new WriteResult.Stored(current, WriteResult.Outcome.UPDATED));
        } else {
            attempts.put(draft, current.resourceVersion(), WriteResult.Outcome.UPDATED, conflict -> again(number));
        }
    }

    /** An update that takes the last finalizer from an object whose grace period is over removes it. */
    private boolean goesNow(ObjectNode object, ObjectNode old) {
        return !Metadata.hasFinalizers(object)
                && Metadata.isDeleting(old)
                && Tree.number(Tree.metadata(old), "deletionGracePeriodSeconds") == 0
                && resource.strategy().mayBeRemoved(object);
    }

    private void again(int number) {
        attempts.again(number, this::attempt, () -> Refusals.tooMuchContention(request.target(), name));
    }
}
