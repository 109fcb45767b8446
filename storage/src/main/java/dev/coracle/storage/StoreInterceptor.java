package dev.coracle.storage;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Stands between a store and whoever uses it: each method sees one kind of call and passes it on, changed, late, twice or
 * not at all. Events are intercepted by passing {@link #watch} another listener. By default everything passes.
 */
public interface StoreInterceptor {
    default CompletableFuture<Long> currentRevision(Store store) {
        return store.currentRevision();
    }

    default Optional<Entry> get(Store store, String key) {
        return store.get(key);
    }

    default RangeResult range(Store store, KeyRange range) {
        return store.range(range);
    }

    default CompletableFuture<CommitResult> commit(Store store, Transaction transaction) {
        return store.commit(transaction);
    }

    default Watch watch(Store store, KeyRange range, long afterRevision, WatchListener listener) {
        return store.watch(range, afterRevision, listener);
    }

    default long history(Store store, KeyRange range, long afterRevision, Consumer<Event> reader) {
        return store.history(range, afterRevision, reader);
    }

    default CompletableFuture<Void> probe(Store store) {
        return store.probe();
    }
}
