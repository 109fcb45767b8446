package dev.coracle.storage;

import java.util.List;

/**
 * A consistent read.
 *
 * @param entries in key order
 * @param revision the store's revision the entries are as of
 */
public record RangeResult(List<Entry> entries, long revision) {
    public RangeResult {
        entries = List.copyOf(entries);
    }
}
