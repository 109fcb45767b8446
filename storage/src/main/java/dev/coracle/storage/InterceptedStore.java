package dev.coracle.storage;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A store with its interceptor before it. Immutable. */
final class InterceptedStore implements Store {
    private final Store store;
    private final StoreInterceptor interceptor;

    InterceptedStore(Store store, StoreInterceptor interceptor) {
        this.store = store;
        this.interceptor = interceptor;
    }

    @Override
    public long revision() {
        return store.revision();
    }

    @Override
    public CompletableFuture<Long> currentRevision() {
        return interceptor.currentRevision(store);
    }

    @Override
    public long compactedRevision() {
        return store.compactedRevision();
    }

    @Override
    public Optional<Entry> get(String key) {
        return interceptor.get(store, key);
    }

    @Override
    public RangeResult range(KeyRange range) {
        return interceptor.range(store, range);
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        return interceptor.commit(store, transaction);
    }

    @Override
    public Watch watch(KeyRange range, long afterRevision, WatchListener listener) {
        return interceptor.watch(store, range, afterRevision, listener);
    }

    @Override
    public long history(KeyRange range, long afterRevision, Consumer<Event> reader) {
        return interceptor.history(store, range, afterRevision, reader);
    }

    @Override
    public void compact(long revision) {
        store.compact(revision);
    }

    @Override
    public CompletableFuture<Void> probe() {
        return interceptor.probe(store);
    }

    @Override
    public CompletableFuture<StoreException> ended() {
        return store.ended();
    }

    @Override
    public Store fork() {
        return new InterceptedStore(store.fork(), interceptor);
    }

    @Override
    public void close() {
        store.close();
    }
}
