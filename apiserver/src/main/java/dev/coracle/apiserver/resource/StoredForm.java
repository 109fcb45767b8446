package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What lies between the objects of a resource and what the store holds of them. For built-in kinds nothing does. Of a
 * custom resource the store may hold objects of several versions, written under several schemas, and each served version
 * is a {@link Resource} of its own over the same keys.
 */
public interface StoredForm {
    /** The store holds the objects as they are. */
    StoredForm SAME = new StoredForm() {
        @Override
        public boolean fromStored(ObjectNode object) {
            return false;
        }

        @Override
        public ObjectNode toStored(ObjectNode object) {
            return object;
        }
    };

    /**
     * Turns what the store holds into the resource's version, in place.
     *
     * @return whether anything changed
     */
    boolean fromStored(ObjectNode object);

    /** What to store for an object, which is not changed. */
    ObjectNode toStored(ObjectNode object);
}
