package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.validation.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows what objects of one kind use of a quota: to the API server's admission, which counts what is made, and to the
 * controller, which counts what is there. Stateless.
 */
public interface QuotaEvaluator {
    /** Of the objects of a kind; they are counted where there is nothing more to know of them. */
    static QuotaEvaluator of(GroupResource resource) {
        return switch (CountEvaluator.nameOf(resource)) {
            case "count/pods" -> new PodEvaluator();
            case "count/services" -> new ServiceEvaluator();
            case "count/persistentvolumeclaims" -> new ClaimEvaluator();
            default -> new CountEvaluator(resource);
        };
    }

    /** The kind whose objects an amount of that name counts, such as {@code deployments.apps}; empty if it counts none. */
    static Optional<String> countedBy(String amount) {
        return CountEvaluator.countedBy(amount);
    }

    /** Whether a write may change what is used: the rule is that one of the object itself may. {@code old} is null on create. */
    default boolean handles(String subresource, ObjectNode object, @Nullable ObjectNode old) {
        return subresource.isEmpty();
    }

    /** Whether objects of the kind use a quota's amount of that name. */
    boolean uses(String amount);

    /** Whether a quota of that scope counts the object: of most kinds none does. */
    default boolean isIn(QuotaScope scope, ObjectNode object) {
        return false;
    }

    /** What an object uses, the names that no quota bounds included. */
    Map<String, Quantity> usage(ObjectNode object, Instant now);

    /**
     * What an object must say for its usage to be known.
     *
     * @param amounts the names that a quota bounds
     * @return what is missing; empty when nothing is
     */
    default String missing(Set<String> amounts, ObjectNode object) {
        return "";
    }
}
