package dev.coracle.storage;

/** The asked-for revision is older than what the log retains. */
public final class CompactedException extends StoreException {
    private final long compactedRevision;

    public CompactedException(long revision, long compactedRevision) {
        super("revision " + revision + " has been compacted; the oldest retained is " + (compactedRevision + 1));
        this.compactedRevision = compactedRevision;
    }

    public long compactedRevision() {
        return compactedRevision;
    }
}
