package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How to delete.
 *
 * @param gracePeriodSeconds the client's wish
 * @param uid a precondition; null for none
 * @param resourceVersion a precondition; null for none
 * @param propagation what becomes of dependents; empty when the client left it open
 * @param orphanDependents the deprecated way of saying so
 * @param dryRun do everything but the commit
 */
public record DeleteOptions(
        OptionalLong gracePeriodSeconds,
        @Nullable String uid,
        @Nullable String resourceVersion,
        Optional<Propagation> propagation,
        Optional<Boolean> orphanDependents,
        boolean dryRun) {
    private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan", "nil");

    /** What becomes of an object's dependents. */
    public enum Propagation {
        ORPHAN,
        BACKGROUND,
        FOREGROUND
    }

    /** Nothing special. */
    public static DeleteOptions none() {
        return new DeleteOptions(OptionalLong.empty(), null, null, Optional.empty(), Optional.empty(), false);
    }

    /** The same for the object as it is at a revision, and no other. */
    public DeleteOptions at(long revision) {
        return new DeleteOptions(
                gracePeriodSeconds, uid, Long.toString(revision), propagation, orphanDependents, dryRun);
    }

    /** Reads a {@code DeleteOptions} document. */
    public static DeleteOptions parse(JsonNode options, boolean dryRun) {
        Optional<Boolean> orphan = options.path("orphanDependents").isBoolean()
                ? Optional.of(options.path("orphanDependents").booleanValue())
                : Optional.empty();
        FieldErrors errors = new FieldErrors();
        Optional<Propagation> propagation = propagation(options.get("propagationPolicy"), orphan, errors);
        List<String> dry = new ArrayList<>();
        options.path("dryRun").forEach(value -> dry.add(value.asText()));
        boolean all = dryRun(dry, errors) || dryRun;
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", "DeleteOptions", "", errors);
        }
        JsonNode grace = options.path("gracePeriodSeconds");
        JsonNode preconditions = options.path("preconditions");
        return new DeleteOptions(
                grace.isIntegralNumber() ? OptionalLong.of(seconds(grace.longValue())) : OptionalLong.empty(),
                preconditions.path("uid").textValue(),
                preconditions.path("resourceVersion").textValue(),
                propagation,
                orphan,
                all);
    }

    /** Upstream takes less than nothing for one second. */
    private static long seconds(long wish) {
        return wish < 0 ? 1 : wish;
    }

    private static Optional<Propagation> propagation(
            @Nullable JsonNode policy, Optional<Boolean> orphan, FieldErrors errors) {
        if (policy == null || policy.isNull()) {
            return Optional.empty();
        }
        String word = policy.asText();
        if (orphan.isPresent()) {
            errors.invalid(
                    Path.of("propagationPolicy"), word, "orphanDependents and deletionPropagation cannot be both set");
        }
        return switch (word) {
            case "Orphan" -> Optional.of(Propagation.ORPHAN);
            case "Background" -> Optional.of(Propagation.BACKGROUND);
            case "Foreground" -> Optional.of(Propagation.FOREGROUND);
            default -> {
                errors.notSupported(Path.of("propagationPolicy"), word, POLICIES);
                yield Optional.empty();
            }
        };
    }

    /** Reads the list that all options share: it says {@code All} or nothing. */
    public static boolean dryRun(List<String> values, FieldErrors errors) {
        if (!values.stream().allMatch("All"::equals)) {
            ArrayNode shown = JsonNodeFactory.instance.arrayNode();
            values.forEach(shown::add);
            errors.notSupported(Path.of("dryRun"), shown, List.of("All"));
        }
        return !values.isEmpty();
    }

    /** The finalizer that dependents' fate asks for, or empty to keep what {@code present} holds. */
    Optional<Propagation> effective() {
        if (orphanDependents.isPresent()) {
            return Optional.of(orphanDependents.get() ? Propagation.ORPHAN : Propagation.BACKGROUND);
        }
        return propagation;
    }
}
