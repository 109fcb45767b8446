package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;

/** What an update makes of the object it finds; called once for each attempt. */
public interface Change {
    /**
     * Makes the new object.
     *
     * @param current what is stored; shared, never to be changed
     * @return the new object in the stored version, the caller's own
     */
    ObjectNode apply(StoredObject current);

    /** Which part of the object an update may touch, and whose rules it obeys. */
    enum Part {
        /** Everything but status, under the strategy's update rules. */
        MAIN,
        /** Status and metadata, under the strategy's status rules. */
        STATUS,
        /** Whatever the change does: a binding, a finalize. The change has checked it. */
        UNCHECKED
    }
}
