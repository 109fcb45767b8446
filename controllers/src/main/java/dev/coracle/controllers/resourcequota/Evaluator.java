package dev.coracle.controllers.resourcequota;

import java.time.Instant;
import java.util.Map;

/** Knows what objects of one kind use of a quota. Stateless. */
interface Evaluator<T> {
    /** Whether objects of the kind use a quota's amount of that name. */
    boolean uses(String amount);

    /** Whether a quota of that scope counts the object. */
    boolean isIn(Scope scope, T object);

    /** What an object uses, the names that no quota bounds included. */
    Map<String, Amount> usage(T object, Instant now);
}
