package dev.coracle.apiserver.registry;

import dev.coracle.storage.Entry;
import dev.coracle.storage.Event;
import dev.coracle.storage.KeyRange;
import dev.coracle.storage.RangeResult;
import dev.coracle.storage.ResumingWatch;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import dev.coracle.storage.Watch;
import dev.coracle.storage.WatchListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The claims (see {@link dev.coracle.apiserver.resource.Strategy#claims}) that are held now, kept in memory so that
 * looking for a free address reads no store. Fed on the store's writer thread; safe for use from any thread.
 */
public final class ClaimIndex implements AutoCloseable {
    static final String PREFIX = "/claims/";

    private final Store store;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private @Nullable Watch watch;

    public ClaimIndex(Store store) {
        this.store = store;
    }

    /** Reads what is claimed and follows it from there. */
    public void start() {
        KeyRange range = KeyRange.prefix(PREFIX);
        RangeResult all = store.range(range);
        for (Entry entry : all.entries()) {
            held.add(entry.key());
        }
        watch = ResumingWatch.start(store, range, all.revision(), new WatchListener() {
            @Override
            public void onEvents(List<Event> events) {
                events.forEach(ClaimIndex.this::apply);
            }

            @Override
            public void onClosed(StoreException reason) {
                // without a store there are no writes, and only writes ask for claims
            }
        });
    }

    private void apply(Event event) {
        if (event.value() == null) {
            held.remove(event.key());
        } else {
            held.add(event.key());
        }
    }

    /** The claims that begin so, as they are now. */
    public Set<String> held(String prefix) {
        return held.stream().filter(claim -> claim.startsWith(prefix)).collect(Collectors.toSet());
    }

    public boolean isHeld(String claim) {
        return held.contains(claim);
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
