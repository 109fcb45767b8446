package dev.coracle.storage;

import org.jspecify.annotations.Nullable;

/**
 * One key's change.
 *
 * @param revision the transaction's revision
 * @param key the key
 * @param value the new bytes, or null for a deletion; shared, never to be written to
 * @param previous the bytes before, or null for a creation; shared, never to be written to
 * @param previousRevision the revision that wrote {@code previous}, or 0
 * @param cause the transaction's, or null
 */
@SuppressWarnings("ArrayRecordComponent") // compared by revision, never by content
public record Event(
        long revision,
        String key,
        byte @Nullable [] value,
        byte @Nullable [] previous,
        long previousRevision,
        @Nullable String cause) {
    public Event(
            long revision, String key, byte @Nullable [] value, byte @Nullable [] previous, long previousRevision) {
        this(revision, key, value, previous, previousRevision, null);
    }
}
