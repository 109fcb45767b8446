package dev.coracle.storage;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a look at a data directory found.
 *
 * @param revision the newest revision there is
 * @param compactedRevision the log begins after it
 * @param entries how many keys there are
 * @param missingFrom the oldest revision of which something is missing
 * @param problems a sentence for each thing that is wrong; empty when all is intact
 */
public record StoreReport(
        long revision, long compactedRevision, long entries, OptionalLong missingFrom, List<String> problems) {
    public StoreReport {
        problems = List.copyOf(problems);
    }

    public boolean isIntact() {
        return problems.isEmpty();
    }
}
