package dev.coracle.storage;

/**
 * A stored value and the revisions of its key.
 *
 * @param key the key
 * @param value the bytes; shared, never to be written to
 * @param revision the revision that wrote this value
 * @param createRevision the revision that created the key
 */
@SuppressWarnings("ArrayRecordComponent") // compared by revision, never by content
public record Entry(String key, byte[] value, long revision, long createRevision) {}
