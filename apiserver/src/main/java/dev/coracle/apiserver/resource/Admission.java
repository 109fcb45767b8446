package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Validating admission that concerns every kind, after what a {@link Strategy} has to say of its own. Called from several
 * event loops.
 */
@FunctionalInterface
public interface Admission {
    /**
     * May refuse a write with an ApiException.
     *
     * @param object complete and valid; not to be changed
     * @param old null on create
     */
    void admit(WriteContext context, ObjectNode object, @Nullable ObjectNode old);
}
