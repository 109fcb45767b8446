package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to delete.
 *
 * @param gracePeriodSeconds the client's wish
 * @param uid a precondition; empty for none
 * @param resourceVersion a precondition; empty for none
 * @param propagation what becomes of dependents; empty when the client left it open
 * @param orphanDependents the deprecated way of saying so
 * @param dryRun do everything but the commit
 */
public record DeleteOptions(
        OptionalLong gracePeriodSeconds,
        String uid,
        String resourceVersion,
        Optional<Propagation> propagation,
        Optional<Boolean> orphanDependents,
        boolean dryRun) {
    private static final List<String> POLICIES = List.of("Background", "Foreground", "Orphan", "nil");

    /** What becomes of an object's dependents. */
    public enum Propagation {
        ORPHAN,
        BACKGROUND,
        FOREGROUND
    }

    /** Nothing special. */
    public static DeleteOptions none() {
        return new DeleteOptions(OptionalLong.empty(), "", "", Optional.empty(), Optional.empty(), false);
    }

    /** The same for the object as it is at a revision, and no other. */
    public DeleteOptions at(long revision) {
        return new DeleteOptions(
                gracePeriodSeconds, uid, Long.toString(revision), propagation, orphanDependents, dryRun);
    }

    /** Reads a {@code DeleteOptions} document, or the same fields out of a query. */
    public static DeleteOptions parse(JsonNode options, boolean dryRun) {
        Optional<Boolean> orphan = options.path("orphanDependents").isBoolean()
                ? Optional.of(options.path("orphanDependents").booleanValue())
                : Optional.empty();
        String policy = Tree.text(options, "propagationPolicy");
        FieldErrors errors = new FieldErrors();
        if (orphan.isPresent() && !policy.isEmpty()) {
            errors.invalid(
                    Path.of("propagationPolicy"),
                    policy,
                    "orphanDependents and deletionPropagation cannot be both set");
        }
        Optional<Propagation> propagation = switch (policy) {
            case "" -> Optional.empty();
            case "Orphan" -> Optional.of(Propagation.ORPHAN);
            case "Background" -> Optional.of(Propagation.BACKGROUND);
            case "Foreground" -> Optional.of(Propagation.FOREGROUND);
            default -> {
                errors.notSupported(Path.of("propagationPolicy"), policy, POLICIES);
                yield Optional.empty();
            }
        };
        boolean dry = dryRun;
        for (JsonNode value : options.path("dryRun")) {
            if (value.asText().equals("All")) {
                dry = true;
            } else {
                errors.notSupported(Path.of("dryRun"), options.path("dryRun"), List.of("All"));
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", "DeleteOptions", "", errors);
        }
        JsonNode grace = options.path("gracePeriodSeconds");
        JsonNode preconditions = options.path("preconditions");
        return new DeleteOptions(
                grace.isIntegralNumber() ? OptionalLong.of(grace.longValue()) : OptionalLong.empty(),
                Tree.text(preconditions, "uid"),
                Tree.text(preconditions, "resourceVersion"),
                propagation,
                orphan,
                dry);
    }

    /** The finalizer that dependents' fate asks for, or empty to keep what {@code present} holds. */
    Optional<Propagation> effective() {
        if (orphanDependents.isPresent()) {
            return Optional.of(orphanDependents.get() ? Propagation.ORPHAN : Propagation.BACKGROUND);
        }
        return propagation;
    }
}
