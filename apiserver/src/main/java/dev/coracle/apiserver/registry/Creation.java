package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.CommitResult;
import dev.coracle.storage.Operation;
import java.util.concurrent.CompletableFuture;

/** One create, tried again while a generated name or a claim turns out to be taken. Confined to the request's executor. */
final class Creation {
    /** As upstream's maxNameGenerationCreateAttempts. */
    private static final int MAX_ATTEMPTS = 8;

    /** Each lost race for a quota is one that another writer won. */
    private static final int MAX_RACES = 1000;

    private final ServerState backend;
    private final WriteRequest request;
    private final Resource resource;
    private final ObjectNode submitted;
    private final Attempts attempts;
    private int races;

    /** @param submitted the client's object in the stored version; not changed */
    Creation(ServerState backend, WriteRequest request, ObjectNode submitted) {
        this.backend = backend;
        this.request = request;
        this.resource = request.target().resource();
        this.submitted = submitted;
        this.attempts = new Attempts(backend, request);
    }

    CompletableFuture<WriteResult> run() {
        attempt(1);
        return attempts.outcome();
    }

    private void attempt(int number) {
        attempts.run(() -> {
            RequestContext context = new RequestContext(backend, request);
            Draft draft = new Draft(context, WritePipeline.CREATE, request, submitted.deepCopy(), null);
            attempts.build(WritePipeline.CREATE, draft, () -> commit(draft, number));
        });
    }

    private void commit(Draft draft, int number) {
        String name = draft.name();
        if (!request.dryRun() && hasVersion(draft.object())) {
            throw ApiException.unforeseen("resourceVersion should not be set on objects to be created");
        }
        if (backend.cache().of(resource).get(request.namespace(), name).isPresent()) {
            taken(name, number);
        } else {
            attempts.put(
                    draft, Operation.ABSENT, WriteResult.Outcome.CREATED, conflict -> lost(name, conflict, number));
        }
    }

    /** What is no number is no version, and is dropped like the number zero. */
    private static boolean hasVersion(ObjectNode object) {
        try {
            return Long.parseUnsignedLong(Tree.text(Tree.metadata(object), "resourceVersion")) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void lost(String name, CommitResult.Conflict conflict, int number) {
        if (Committer.isClaim(conflict)) {
            if (number < MAX_ATTEMPTS) {
                attempt(number + 1);
            } else {
                attempts.fail(Refusals.claimTaken(conflict));
            }
        } else if (!conflict.key().equals(resource.key(request.namespace(), name))) {
            races++;
            if (races < MAX_RACES) {
                attempt(number);
            } else {
                attempts.fail(Refusals.tooMuchContention(request.target(), name));
            }
        } else {
            taken(name, number);
        }
    }

    private void taken(String name, int number) {
        JsonNode metadata = Tree.metadata(submitted);
        if (Tree.text(metadata, "name").isEmpty() && number < MAX_ATTEMPTS) {
            attempt(number + 1);
            return;
        }
        boolean goes = backend.cache()
                .of(resource)
                .get(request.namespace(), name)
                .filter(there -> Tree.has(Tree.metadata(there.read()), "deletionTimestamp"))
                .isPresent();
        // Said of whoever asks for a generated name, though he may give one himself.
        boolean generated = !Tree.text(metadata, "generateName").isEmpty();
        attempts.fail(ApiException.alreadyExists(request.target().groupResource(), name, goes, generated));
    }
}
