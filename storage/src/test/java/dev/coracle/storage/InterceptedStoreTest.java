package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.storage.CommitResult.Committed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An interceptor that lets everything pass changes nothing, and one that does not can make every fault. */
class InterceptedStoreTest extends StoreContract {
    @Override
    Store open(StoreOptions options) {
        return Stores.intercepted(Stores.inMemory(options), new StoreInterceptor() {});
    }

    @Test
    void holdsACommitBackUntilItIsLetGo() {
        CompletableFuture<Void> letGo = new CompletableFuture<>();
        try (Store store = Stores.intercepted(Stores.inMemory(options()), new StoreInterceptor() {
            @Override
            public CompletableFuture<CommitResult> commit(Store to, Transaction transaction) {
                return letGo.thenCompose(now -> to.commit(transaction));
            }
        })) {
            CompletableFuture<CommitResult> delayed =
                    store.commit(Transaction.of(new Operation.Put(KEY, bytes("late"), Operation.ABSENT)));

            assertThat(delayed).isNotDone();
            assertThat(store.get(KEY)).isEmpty();
            letGo.complete(null);
            assertThat(delayed.join()).isEqualTo(new Committed(2));
            assertThat(describe(store)).containsExactly(KEY + "=late@2 since 2");
        }
    }

    @Test
    void aResumingWatchMissesNothingWhenItsWatchIsDropped() {
        Dropping dropping = new Dropping();
        try (Store store = Stores.intercepted(Stores.inMemory(options()), dropping)) {
            RecordingListener listener = new RecordingListener();
            try (Watch ignored = ResumingWatch.start(store, KeyRange.all(), 1, listener)) {
                put(store, KEY, "one", Operation.ANY);
                dropping.deaf = true;
                put(store, KEY, "two", Operation.ANY);
                assertThat(listener.revisions()).containsExactly(2L);
                dropping.drop();
                put(store, KEY, "three", Operation.ANY);

                assertThat(listener.awaitRevision(4)).map(Event::revision).containsExactly(2L, 3L, 4L);
                assertThat(listener.isClosed()).isFalse();
                assertThat(dropping.begun).hasValue(2);
            }
            put(store, KEY, "unheard", Operation.ANY);
            assertThat(listener.revisions()).hasSize(3);
        }
    }

    @Test
    void aResumingWatchSaysWhenWhatItMissedIsForgotten() {
        Dropping dropping = new Dropping();
        try (Store store = Stores.intercepted(Stores.inMemory(options()), dropping)) {
            RecordingListener listener = new RecordingListener();
            ResumingWatch.start(store, KeyRange.all(), 1, listener);
            dropping.deaf = true;
            put(store, KEY, "one", Operation.ANY);
            put(store, KEY, "two", Operation.ANY);
            store.compact(3);
            dropping.drop();

            assertThat(listener.awaitReason()).isInstanceOf(CompactedException.class);
        }
    }

    /** Keeps events from the newest watch, and ends it. */
    private static final class Dropping implements StoreInterceptor {
        private final List<Runnable> drops = new ArrayList<>();
        private volatile boolean deaf;
        private final AtomicInteger begun = new AtomicInteger();

        @Override
        public Watch watch(Store store, KeyRange range, long afterRevision, WatchListener listener) {
            begun.incrementAndGet();
            deaf = false;
            Watch watch = store.watch(range, afterRevision, new WatchListener() {
                @Override
                public void onEvents(List<Event> events) {
                    if (!deaf) {
                        listener.onEvents(events);
                    }
                }

                @Override
                public void onClosed(StoreException reason) {
                    listener.onClosed(reason);
                }
            });
            drops.add(() -> {
                watch.close();
                listener.onClosed(new StoreException.WatchLost("dropped by the test"));
            });
            return watch;
        }

        void drop() {
            drops.get(drops.size() - 1).run();
        }
    }
}
