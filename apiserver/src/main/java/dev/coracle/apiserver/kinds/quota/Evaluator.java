package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.validation.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows what objects of one kind use of a quota. Stateless. */
interface Evaluator {
    /** Whether a write may change what is used: the rule is that one of the object itself may. {@code old} is null on create. */
    default boolean handles(String subresource, ObjectNode object, @Nullable ObjectNode old) {
        return subresource.isEmpty();
    }

    /** Whether objects of the kind use a quota's amount of that name. */
    boolean uses(String amount);

    /** Whether a quota of that scope counts the object: of most kinds none does. */
    default boolean isIn(Scope scope, ObjectNode object) {
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
