package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;

/** What an update makes of the object it finds; called once for each attempt. */
@FunctionalInterface
public interface UpdateFunction {
    /**
     * Makes the new object.
     *
     * @param current what is stored; shared, never to be changed
     * @return the new object in the stored version, the caller's own
     */
    ObjectNode apply(StoredObject current);
}
