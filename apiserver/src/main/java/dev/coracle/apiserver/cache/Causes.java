package dev.coracle.apiserver.cache;

import dev.coracle.storage.Event;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the latest revisions were written for. Written on the store's writer thread, read from any; an older revision gives
 * its place to a later one.
 */
final class Causes {
    /** As many changes as may wait for one watcher: what a component hears of late it can still name. */
    static final int KEPT = 16_384;

    private final AtomicReferenceArray<@Nullable Written> latest = new AtomicReferenceArray<>(KEPT);

    private record Written(long revision, String cause) {}

    /** One event of each revision is enough: they share the transaction's cause. */
    void add(Event event) {
        String cause = event.cause();
        if (cause != null) {
            latest.set(place(event.revision()), new Written(event.revision(), cause));
        }
    }

    /** Empty for what was written for nothing known, or too long ago. */
    Optional<String> of(long revision) {
        Written written = latest.get(place(revision));
        return written == null || written.revision() != revision ? Optional.empty() : Optional.of(written.cause());
    }

    private static int place(long revision) {
        return (int) Math.floorMod(revision, (long) KEPT);
    }
}
