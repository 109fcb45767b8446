package dev.coracle.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * Entries and log in persistent trees: a reader walks the version it found while the writer makes the next, and a copy is
 * another owner of the same version, made in no time however much it holds.
 *
 * <p>The writer thread replaces {@code state}; anyone reads it.
 */
final class MemoryBackend implements Backend {
    private record State(
            long revision, long compacted, TreePMap<String, Entry> entries, TreePMap<Long, LogRecord> log) {}

    private volatile State state;

    MemoryBackend() {
        this(new State(SingleWriterStore.FIRST, 0, TreePMap.empty(), TreePMap.empty()));
    }

    private MemoryBackend(State state) {
        this.state = state;
    }

    @Override
    public long revision() {
        return state.revision;
    }

    @Override
    public long compactedRevision() {
        return state.compacted;
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
        State now = state;
        TreePMap<Long, LogRecord> log = now.log;
        for (LogRecord record : batch.records()) {
            log = log.plus(record.revision(), record);
        }
        TreePMap<String, Entry> entries = now.entries;
        for (var change : batch.changes().entrySet()) {
            Entry entry = change.getValue().orElse(null);
            entries = entry == null ? entries.minus(change.getKey()) : entries.plus(change.getKey(), entry);
        }
        state = new State(batch.revision(), now.compacted, entries, log);
    }

    @Override
    public List<LogRecord> readLog(long after, long upTo, long maxBytes) {
        List<LogRecord> records = new ArrayList<>();
        long bytes = 0;
        if (after >= upTo) {
            return records;
        }
        for (LogRecord record : state.log.subMap(after, false, upTo, true).values()) {
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
        State now = state;
        state = new State(now.revision, revision, now.entries, now.log.tailMap(revision, false));
    }

    @Override
    public void probe() {
        // memory does not fail
    }

    @Override
    public long recover() {
        return state.revision;
    }

    @Override
    public MemoryBackend fork() {
        return new MemoryBackend(state);
    }

    @Override
    public void close() {
        state = new State(state.revision, state.compacted, TreePMap.empty(), TreePMap.empty());
    }
}
