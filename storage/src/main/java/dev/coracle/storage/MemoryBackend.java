package dev.coracle.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * Entries in a persistent tree, so that a reader walks the version it found while the writer makes the next.
 *
 * <p>The writer thread replaces {@code state}; anyone reads it.
 */
final class MemoryBackend implements Backend {
    private record State(long revision, TreePMap<String, Entry> entries) {}

    private final ConcurrentSkipListMap<Long, LogRecord> log = new ConcurrentSkipListMap<>();
    private volatile State state = new State(SingleWriterStore.FIRST, TreePMap.empty());

    @Override
    public long revision() {
        return state.revision;
    }

    @Override
    public long compactedRevision() {
        return 0;
    }

    @Override
    public @Nullable Entry get(String key) {
        return state.entries.get(key);
    }

    @Override
    public RangeResult range(KeyRange range) {
        State now = state;
        NavigableMap<String, Entry> entries = now.entries;
        if (!range.end().isEmpty()) {
            if (range.start().compareTo(range.end()) >= 0) {
                return new RangeResult(List.of(), now.revision);
            }
            entries = now.entries.headMap(range.end(), false);
        }
        return new RangeResult(
                new ArrayList<>(entries.tailMap(range.start(), true).values()), now.revision);
    }

    @Override
    public void apply(Batch batch) {
        batch.records().forEach(record -> log.put(record.revision(), record));
        TreePMap<String, Entry> entries = state.entries;
        for (var change : batch.changes().entrySet()) {
            Entry entry = change.getValue().orElse(null);
            entries = entry == null ? entries.minus(change.getKey()) : entries.plus(change.getKey(), entry);
        }
        state = new State(batch.revision(), entries);
    }

    @Override
    public List<LogRecord> readLog(long after, long upTo, long maxBytes) {
        List<LogRecord> records = new ArrayList<>();
        long bytes = 0;
        for (LogRecord record : log.subMap(after, false, upTo, true).values()) {
            bytes += record.bytes();
            if (!records.isEmpty() && bytes > maxBytes) {
                break;
            }
            records.add(record);
        }
        return records;
    }

    @Override
    public void compact(long revision) {
        log.headMap(revision, true).clear();
    }

    @Override
    public void close() {
        log.clear();
        state = new State(state.revision, TreePMap.empty());
    }
}
