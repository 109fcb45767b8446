package dev.coracle.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that become durable together, each checked against all before it.
 *
 * <p>Confined to the writer thread.
 */
final class Batch {
    private final Backend backend;
    private final long millis;
    private final Map<String, Optional<Entry>> changes = new HashMap<>();
    private final List<LogRecord> records = new ArrayList<>();
    private long revision;

    Batch(Backend backend, long revision, long millis) {
        this.backend = backend;
        this.revision = revision;
        this.millis = millis;
    }

    /** Takes the transaction in, or says why not. The result holds once the batch was applied. */
    CommitResult add(Transaction transaction) {
        List<Operation> operations = transaction.operations();
        List<@Nullable Entry> before = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            Entry entry = current(operation.key());
            if (!holds(operation.expectedRevision(), entry)) {
                return new CommitResult.Conflict(operation.key(), Optional.ofNullable(entry));
            }
            before.add(entry);
        }
        long next = revision + 1;
        List<Event> events = new ArrayList<>(operations.size());
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            Entry entry = before.get(i);
            if (operation instanceof Operation.Put put) {
                long created = entry == null ? next : entry.createRevision();
                changes.put(put.key(), Optional.of(new Entry(put.key(), put.value(), next, created)));
                events.add(event(next, put, entry, transaction.cause()));
            } else if (entry != null) {
                changes.put(operation.key(), Optional.empty());
                events.add(event(next, operation, entry, transaction.cause()));
            }
        }
        if (!events.isEmpty()) {
            revision = next;
            records.add(new LogRecord(next, millis, List.copyOf(events)));
        }
        return new CommitResult.Committed(revision);
    }

    /** The revision once the batch is applied. */
    long revision() {
        return revision;
    }

    /** What each changed key holds in the end. */
    Map<String, Optional<Entry>> changes() {
        return changes;
    }

    List<LogRecord> records() {
        return records;
    }

    private @Nullable Entry current(String key) {
        Optional<Entry> changed = changes.get(key);
        return changed == null ? backend.get(key) : changed.orElse(null);
    }

    private static boolean holds(long expectedRevision, @Nullable Entry entry) {
        return expectedRevision == Operation.ANY || expectedRevision == (entry == null ? 0 : entry.revision());
    }

    private static Event event(long revision, Operation operation, @Nullable Entry before, @Nullable String cause) {
        String key = operation.key();
        byte[] value = operation instanceof Operation.Put put ? put.value() : null;
        return before == null
                ? new Event(revision, key, value, null, 0, cause)
                : new Event(revision, key, value, before.value(), before.revision(), cause);
    }
}
