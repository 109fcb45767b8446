package dev.coracle.apiserver.cache;

import dev.coracle.storage.CompactedException;
import dev.coracle.storage.Event;
import dev.coracle.storage.KeyRange;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import dev.coracle.storage.Watch;
import dev.coracle.storage.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Catches one watcher up from the store's log. It follows the whole registry from the watcher's revision until the
 * revision that the cache had when it began, where every revision has an event, hands over what concerns the resource,
 * and joins the live stream; if the ring moved on meanwhile, it goes round again. On the replay thread.
 */
final class Replay {
    private final Store store;
    private final ResourceCache cache;
    private final Watcher watcher;

    Replay(Store store, ResourceCache cache, Watcher watcher) {
        this.store = store;
        this.cache = cache;
        this.watcher = watcher;
    }

    void from(long after) {
        long from = after;
        try {
            while (!cache.join(watcher, from)) {
                long target = cache.revision();
                Collector collector = new Collector(target);
                try (Watch watch = store.watch(KeyRange.prefix("/registry/"), from, collector)) {
                    collector.done.await();
                }
                if (collector.failed) {
                    watcher.end(Watcher.State.EXPIRED);
                    return;
                }
                watcher.offer(collector.changes);
                from = target;
            }
        } catch (CompactedException expired) {
            watcher.end(Watcher.State.EXPIRED);
        } catch (StoreException closed) {
            watcher.end(Watcher.State.CLOSED);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            watcher.end(Watcher.State.CLOSED);
        }
    }

    /** Called by one thread at a time; read after {@code done} was counted down. */
    private final class Collector implements WatchListener {
        private final long target;
        private final List<Change> changes = new ArrayList<>();
        private final CountDownLatch done = new CountDownLatch(1);
        private boolean failed;

        Collector(long target) {
            this.target = target;
        }

        @Override
        public void onEvents(List<Event> events) {
            String prefix = cache.resource().keyPrefix();
            for (Event event : events) {
                if (done.getCount() > 0
                        && event.revision() <= target
                        && event.key().startsWith(prefix)) {
                    changes.add(cache.change(event));
                }
            }
            if (changes.size() > cache.replayBound()) {
                failed = true;
            }
            if (failed || events.get(events.size() - 1).revision() >= target) {
                done.countDown();
            }
        }

        @Override
        public void onClosed(StoreException reason) {
            failed = done.getCount() > 0;
            done.countDown();
        }
    }
}
