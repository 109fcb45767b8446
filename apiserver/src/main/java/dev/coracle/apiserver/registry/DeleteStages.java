package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The stages of a delete, which follow the generic registry's {@code Delete} (v1.36). An object without finalizers whose
 * kind knows no grace period goes at once; any other is marked with a deletionTimestamp.
 */
final class DeleteStages {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private DeleteStages() {}

    static void checkPreconditions(Draft draft) {
        DeleteOptions options = draft.options();
        JsonNode metadata = Tree.metadata(draft.stored());
        String uid = Tree.text(metadata, "uid");
        if (options.uid() != null && !options.uid().equals(uid)) {
            throw ApiException.conflict(
                    groupKind(draft),
                    draft.name(),
                    "the UID in the precondition (" + options.uid() + ") does not match the UID in record (" + uid
                            + "). The object might have been deleted and then recreated");
        }
        String version = Tree.text(metadata, "resourceVersion");
        if (options.resourceVersion() != null && !options.resourceVersion().equals(version)) {
            throw ApiException.conflict(
                    groupKind(draft),
                    draft.name(),
                    "the ResourceVersion in the precondition (" + options.resourceVersion()
                            + ") does not match the ResourceVersion in record (" + version
                            + "). The object might have been modified");
        }
    }

    /** Upstream names the kind here where every other conflict names the resource. */
    private static GroupResource groupKind(Draft draft) {
        return new GroupResource(
                draft.request().target().groupResource().group(),
                draft.resource().names().kind());
    }

    static void accept(Draft draft) {
        draft.strategy().checkDelete(draft.object());
    }

    /** Marks the object as one that goes, or lets it go. */
    static void mark(Draft draft) {
        Strategy strategy = draft.strategy();
        ObjectNode object = draft.object();
        ObjectNode metadata = draft.metadata();
        Instant now = draft.context().now();
        OptionalLong grace = strategy.gracePeriodSeconds(object, draft.options().gracePeriodSeconds());
        boolean graceful = grace.isPresent();
        if (graceful && Metadata.isDeleting(object)) {
            if (!shortens(draft.options(), metadata)) {
                return;
            }
        } else if (graceful) {
            metadata.put("deletionTimestamp", now.plusSeconds(grace.getAsLong()).toString());
            metadata.put("deletionGracePeriodSeconds", grace.getAsLong());
            Metadata.nextGeneration(object);
        }
        setPropagationFinalizers(draft.options(), draft.resource(), metadata);
        boolean held = Metadata.hasFinalizers(object) || !strategy.mayBeRemoved(object);
        boolean waits = graceful && Tree.number(metadata, "deletionGracePeriodSeconds") > 0;
        if (!held && !waits) {
            draft.go();
            return;
        }
        if (!Metadata.isDeleting(object)) {
            metadata.put("deletionTimestamp", now.toString());
            if (Metadata.hasFinalizers(object)) {
                metadata.put("deletionGracePeriodSeconds", 0);
            }
            Metadata.nextGeneration(object);
        }
        if (!Metadata.isDeleting(draft.stored())) {
            strategy.markDeleting(object);
        }
    }

    /** A second delete may only bring the end nearer. */
    private static boolean shortens(DeleteOptions options, ObjectNode metadata) {
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

    private static void setPropagationFinalizers(DeleteOptions options, Resource resource, ObjectNode metadata) {
        Set<String> before = new LinkedHashSet<>();
        for (JsonNode finalizer : Tree.get(metadata, "finalizers")) {
            before.add(finalizer.asText());
        }
        Set<String> after = new LinkedHashSet<>(before);
        boolean named = before.contains(ORPHAN) || before.contains(FOREGROUND);
        Optional<DeleteOptions.Propagation> byDefault =
                !named && resource.writes().has(WriteRules.Rule.ORPHAN_BY_DEFAULT)
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
            ArrayNode finalizers = metadata.putArray("finalizers");
            after.forEach(finalizers::add);
        }
    }
}
