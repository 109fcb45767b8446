package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.cache.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * A write's outcome.
 *
 * @param json the object in the stored version, or for a removal what answers it; shared, never to be written to
 * @param object the same as it is stored, with its encodings; null for what a dry run made or a removal left
 * @param outcome what happened
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Written(byte[] json, @Nullable StoredObject object, Outcome outcome) {
    /** What became of the object. */
    public enum Outcome {
        CREATED,
        UPDATED,
        /** It is gone. */
        REMOVED,
        /** Its deletion has begun; finalizers or a grace period keep it. */
        DELETING
    }
}
