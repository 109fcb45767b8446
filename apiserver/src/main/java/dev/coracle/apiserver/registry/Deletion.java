package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.CommitResult;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One delete. An object without finalizers whose kind knows no grace period is removed at once; any other is marked with
 * a deletionTimestamp and goes with the update that takes its last finalizer. Follows the generic registry's {@code
 * Delete} (v1.36). Confined to the request's executor.
 */
final class Deletion {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private final Backend backend;
    private final WriteRequest request;
    private final Resource resource;
    private final String name;
    private final DeleteOptions options;
    private final Attempts attempts;

    Deletion(Backend backend, WriteRequest request, String name, DeleteOptions options) {
        this.backend = backend;
        this.request = request;
        this.resource = request.target().resource();
        this.name = name;
        this.options = options;
        this.attempts = new Attempts(request.executor());
    }

    CompletableFuture<Written> run() {
        String warning = resource.strategy().deletionWarning();
        if (!warning.isEmpty() && options.effective().isEmpty()) {
            request.warnings().accept(warning);
        }
        attempt(1);
        return attempts.outcome();
    }

    private void attempt(int number) {
        attempts.run(() -> {
            new NamespaceLifecycle(backend).checkDelete(request.target(), name);
            StoredObject current = backend.cache()
                    .of(resource)
                    .get(request.namespace(), name)
                    .orElseThrow(() -> ApiException.notFound(request.target().groupResource(), name));
            checkPreconditions(current);
            decide(current, number);
        });
    }

    private void decide(StoredObject current, int number) {
        Strategy strategy = resource.strategy();
        ObjectNode object = current.copy();
        strategy.checkDelete(object);
        ObjectNode metadata = Metadata.of(object);
        Instant now = new RequestContext(backend, request).now();
        OptionalLong grace = strategy.gracePeriodSeconds(object, options.gracePeriodSeconds());
        boolean graceful = grace.isPresent();
        if (graceful && Metadata.isDeleting(object)) {
            if (!shortens(metadata)) {
                succeed(current, Written.Outcome.DELETING);
                return;
            }
        } else if (graceful) {
            metadata.put("deletionTimestamp", now.plusSeconds(grace.getAsLong()).toString());
            metadata.put("deletionGracePeriodSeconds", grace.getAsLong());
            Metadata.nextGeneration(object);
        }
        boolean wasDeleting = Metadata.isDeleting(current.read());
        setPropagationFinalizers(object, metadata);
        boolean held = Metadata.hasFinalizers(object) || !strategy.mayBeRemoved(object);
        boolean waits = graceful && Tree.number(metadata, "deletionGracePeriodSeconds") > 0;
        if (!held && !waits) {
            remove(object, current, number);
            return;
        }
        if (!Metadata.isDeleting(object)) {
            metadata.put("deletionTimestamp", now.toString());
            if (Metadata.hasFinalizers(object)) {
                metadata.put("deletionGracePeriodSeconds", 0);
            }
            Metadata.nextGeneration(object);
        }
        if (!wasDeleting) {
            strategy.markDeleting(object);
        }
        mark(object, current, number);
    }

    /** A second delete may only bring the end nearer. */
    private boolean shortens(ObjectNode metadata) {
        if (!Tree.has(metadata, "deletionGracePeriodSeconds")) {
            return true;
        }
        long period = Tree.number(metadata, "deletionGracePeriodSeconds");
        if (options.gracePeriodSeconds().isEmpty()
                || options.gracePeriodSeconds().getAsLong() >= period) {
            return false;
        }
        long wish = Math.max(0, options.gracePeriodSeconds().getAsLong());
        Instant end = Instant.parse(Tree.text(metadata, "deletionTimestamp"));
        metadata.put(
                "deletionTimestamp", end.minusSeconds(period).plusSeconds(wish).toString());
        metadata.put("deletionGracePeriodSeconds", wish);
        return true;
    }

    private void setPropagationFinalizers(ObjectNode object, ObjectNode metadata) {
        Set<String> before = new LinkedHashSet<>();
        for (JsonNode finalizer : Tree.get(metadata, "finalizers")) {
            before.add(finalizer.asText());
        }
        Set<String> after = new LinkedHashSet<>(before);
        boolean named = before.contains(ORPHAN) || before.contains(FOREGROUND);
        Optional<DeleteOptions.Propagation> byDefault =
                !named && resource.writes().has(WriteRules.Rule.ORPHANS)
                        ? Optional.of(DeleteOptions.Propagation.ORPHAN)
                        : Optional.empty();
        options.effective().or(() -> byDefault).ifPresent(policy -> {
            after.remove(ORPHAN);
            after.remove(FOREGROUND);
            switch (policy) {
                case ORPHAN -> after.add(ORPHAN);
                case FOREGROUND -> after.add(FOREGROUND);
                case BACKGROUND -> {
                    // the garbage collector finds dependents whose owner is gone by itself
                }
            }
        });
        if (after.isEmpty()) {
            metadata.remove("finalizers");
        } else if (!after.equals(before)) {
            ArrayNode finalizers = Metadata.of(object).putArray("finalizers");
            after.forEach(finalizers::add);
        }
    }

    private void checkPreconditions(StoredObject current) {
        String uid = Metadata.uid(current);
        if (options.uid() != null && !options.uid().equals(uid)) {
            throw ApiException.conflict(
                    groupKind(),
                    name,
                    "the UID in the precondition (" + options.uid() + ") does not match the UID in record (" + uid
                            + "). The object might have been deleted and then recreated");
        }
        String version = Long.toString(current.resourceVersion());
        if (options.resourceVersion() != null && !options.resourceVersion().equals(version)) {
            throw ApiException.conflict(
                    groupKind(),
                    name,
                    "the ResourceVersion in the precondition (" + options.resourceVersion()
                            + ") does not match the ResourceVersion in record (" + version
                            + "). The object might have been modified");
        }
    }

    /** Upstream names the kind here where every other conflict names the resource. */
    private GroupResource groupKind() {
        return new GroupResource(
                request.target().groupResource().group(),
                request.target().resource().names().kind());
    }

    private void mark(ObjectNode object, StoredObject current, int number) {
        if (Metadata.same(object, current.read())) {
            attempts.complete(current, Written.Outcome.DELETING);
            return;
        }
        if (options.dryRun()) {
            attempts.complete(JsonCodec.write(object), Written.Outcome.DELETING);
            return;
        }
        byte[] value = Committer.encode(resource, object);
        attempts.then(
                new Committer(backend, request).put(object, value, current.resourceVersion(), current.read()),
                result -> {
                    if (result instanceof CommitResult.Committed committed) {
                        StoredObject stored = backend.cache()
                                .of(resource)
                                .stored(request.namespace(), name, value, committed.revision());
                        attempts.complete(stored, Written.Outcome.DELETING);
                    } else {
                        again(number);
                    }
                });
    }

    private void remove(ObjectNode object, StoredObject current, int number) {
        if (options.dryRun()) {
            boolean shown = resource.writes().has(WriteRules.Rule.RETURNED);
            attempts.complete(shown ? JsonCodec.write(object) : status(current), Written.Outcome.REMOVED);
            return;
        }
        attempts.then(new Committer(backend, request).remove(current), result -> {
            if (result instanceof CommitResult.Committed) {
                succeed(current, Written.Outcome.REMOVED);
            } else {
                again(number);
            }
        });
    }

    private void again(int number) {
        attempts.again(number, this::attempt, () -> Refusals.tooMuchContention(request.target(), name));
    }

    /** What answers a finished delete: the object for the kinds that say so, a Status for the others. */
    private void succeed(StoredObject object, Written.Outcome outcome) {
        if (resource.writes().has(WriteRules.Rule.RETURNED)) {
            attempts.complete(object, outcome);
        } else {
            attempts.complete(status(object), outcome);
        }
    }

    private byte[] status(StoredObject object) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details");
        details.put("name", name);
        String group = request.target().version().groupVersion().group();
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        details.put("kind", resource.storage().resource()).put("uid", Metadata.uid(object));
        return JsonCodec.write(status);
    }
}
