package dev.coracle.storage;

/** One write and the condition it is made on: the revision its key must have now. */
public sealed interface Operation {
    /** As an expected revision: the key must not exist. */
    long ABSENT = 0;

    /** As an expected revision: whatever is there. */
    long ANY = -1;

    String key();

    /** The revision the key must have for the transaction to commit, or {@link #ABSENT}, or {@link #ANY}. */
    long expectedRevision();

    /** Stores {@code value}, which the caller must not change afterwards. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Put(String key, byte[] value, long expectedRevision) implements Operation {}

    /** Removes the key. With {@link #ANY}, removing what is not there changes nothing and makes no event. */
    record Delete(String key, long expectedRevision) implements Operation {}
}
