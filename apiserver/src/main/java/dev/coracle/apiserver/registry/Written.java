package dev.coracle.apiserver.registry;

/**
 * A write's outcome.
 *
 * @param json the object in the stored version, or for a removal what answers it; shared, never to be written to
 * @param outcome what happened
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Written(byte[] json, Outcome outcome) {
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
