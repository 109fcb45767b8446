package dev.coracle.storage;

import java.util.Optional;

/** What became of a transaction. */
public sealed interface CommitResult {

    /** Durable, at this revision; for a transaction that changed nothing, the store's revision at that moment. */
    record Committed(long revision) implements CommitResult {}

    /** Nothing was written: {@code key} did not have the expected revision; {@code current} is what it holds. */
    record Conflict(String key, Optional<Entry> current) implements CommitResult {}
}
