package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoredObject;
import java.time.Duration;
import java.util.Iterator;

/**
 * What one watch sends and for how long.
 *
 * @param initial the state to begin with; used up by the watch
 * @param marksInitialEnd whether a bookmark follows the initial state
 * @param after changes above this revision follow
 * @param oldest what an expired watch is told
 * @param bookmarks whether the client takes bookmarks
 * @param timeout how long the watch lasts
 */
record WatchPlan(
        Iterator<StoredObject> initial,
        boolean marksInitialEnd,
        long after,
        long oldest,
        boolean bookmarks,
        Duration timeout) {
    /** As upstream's bookmarkFrequency. */
    static final Duration BOOKMARK_PERIOD = Duration.ofMinutes(1);
}
