package dev.coracle.apiserver.cache;

/**
 * Bounds of the read path.
 *
 * @param recentEvents how many events each resource keeps in memory; older ones are read from the store's log
 * @param watcherQueue how many events may wait for one watcher before its watch is ended
 * @param replayedEvents how many events a watch may catch up on from the store's log before it is told to list again
 */
public record CacheOptions(int recentEvents, int watcherQueue, int replayedEvents) {
    public static final CacheOptions DEFAULTS = new CacheOptions(2048, 16_384, 100_000);

    public CacheOptions {
        if (recentEvents < 1 || watcherQueue < 1 || replayedEvents < 1) {
            throw new IllegalArgumentException("bounds must be positive: " + recentEvents + " recent events, "
                    + watcherQueue + " per watcher, " + replayedEvents + " replayed");
        }
    }
}
