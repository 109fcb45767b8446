package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.machinery.errors.Status;
import java.util.Optional;

/** What a write answers with. */
public sealed interface WriteResult {
    /** What became of the object. */
    Outcome outcome();

    /** The object as it is stored now, if it is. */
    default Optional<StoredObject> stored() {
        return Optional.empty();
    }

    /** What became of an object. */
    enum Outcome {
        CREATED,
        UPDATED,
        /** It is gone. */
        REMOVED,
        /** Its deletion has begun; finalizers or a grace period keep it. */
        DELETING
    }

    /** With an object as the store holds it, or held it last, with its encodings. */
    record Stored(StoredObject object, Outcome outcome) implements WriteResult {
        @Override
        public Optional<StoredObject> stored() {
            return Optional.of(object);
        }
    }

    /**
     * With an object that the store does not hold: what a dry run made, the last state of what an update removed.
     *
     * @param object in the stored version
     */
    record Unstored(ObjectNode object, Outcome outcome) implements WriteResult {}

    /** With no object: what most kinds answer a removal with. */
    record StatusResult(Status status, Outcome outcome) implements WriteResult {}
}
