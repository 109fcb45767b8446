package dev.coracle.storage;

import static dev.coracle.storage.StoreContract.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the store does when its disk fails, and how it groups commits. */
@Timeout(30)
class SingleWriterStoreTest {
    private final FlakyBackend backend = new FlakyBackend();
    private final Store store = SingleWriterStore.start(backend, StoreOptions.defaults(() -> Instant.EPOCH));

    @Test
    void failsClosedWhenTheDiskFails() {
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 1, listener);
        List<CompletableFuture<CommitResult>> queued = new ArrayList<>();
        queued.add(put("/acknowledged"));
        queued.get(0).join();
        try (BlockingListener held = BlockingListener.holdWriter(store, "/held")) {
            backend.broken = true;
            queued.add(put("/lost/1"));
            queued.add(put("/lost/2"));
        }

        assertThat(failure(queued.get(1)))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessage("disk full");
        assertThat(failure(queued.get(2))).hasMessage("disk full");
        assertThat(failure(put("/later"))).hasMessage("disk full");
        assertThat(listener.awaitReason()).hasMessage("disk full");
        assertThat(listener.events()).map(Event::key).containsExactly("/acknowledged", "/held");
        assertThatThrownBy(() -> store.get("/acknowledged")).hasMessage("disk full");
        assertThatThrownBy(() -> store.compact(2)).hasMessage("disk full");
        store.close();
        assertThat(backend.closes).hasValue(1);
    }

    @Test
    void failsClosedWhenCompactionFails() {
        put("/a").join();
        backend.broken = true;

        assertThatThrownBy(() -> store.compact(2)).hasMessage("disk full");
        store.close();
        assertThat(failure(put("/b"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.get("/a")).hasMessage("disk full");
    }

    @Test
    void writesAllThatWaitsAtOnce() {
        List<CompletableFuture<CommitResult>> queued = new ArrayList<>();
        int before;
        try (BlockingListener held = BlockingListener.holdWriter(store, "/held")) {
            before = backend.batches.get();
            for (int i = 0; i < 100; i++) {
                queued.add(put("/" + i));
            }
        }
        queued.forEach(CompletableFuture::join);

        assertThat(backend.batches).hasValue(before + 1);
        store.close();
    }

    @Test
    void refusesWritesAtOnceWhileTheDiskIsNotAvailableAndGoesOnByItself() {
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 1, listener);
        put("/before").join();
        backend.unavailable = true;

        assertThat(failure(put("/refused")))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessage("full for now");
        assertThat(failure(put("/refused/too"))).hasMessage("full for now");
        assertThat(failure(store.probe())).hasMessage("full for now");
        assertThat(store.get("/before")).isPresent();
        assertThat(store.ended()).isNotDone();

        backend.unavailable = false;
        await().until(() ->
                !store.probe().handle((done, thrown) -> thrown != null).join());
        assertThat(put("/after").join()).isEqualTo(new CommitResult.Committed(3));
        assertThat(listener.awaitRevision(3)).map(Event::key).containsExactly("/before", "/after");
        store.close();
    }

    @Test
    void publishesABatchThatTurnsOutToBeDurable() {
        RecordingListener listener = new RecordingListener();
        store.watch(KeyRange.all(), 1, listener);
        backend.unavailable = true;
        backend.writesAllTheSame = true;

        assertThat(failure(put("/in/doubt"))).isInstanceOf(StoreException.Unavailable.class);
        backend.unavailable = false;

        assertThat(listener.awaitRevision(2)).map(Event::key).containsExactly("/in/doubt");
        await().until(() -> store.revision() == 2);
        assertThat(store.get("/in/doubt")).isPresent();
        store.close();
    }

    @Test
    void endsWhenTheDiskComesBackWithAnotherRevision() {
        put("/a").join();
        backend.unavailable = true;
        assertThat(failure(put("/b"))).isInstanceOf(StoreException.Unavailable.class);
        backend.lie = 40;
        backend.unavailable = false;

        assertThat(store.ended().join()).hasMessage("the store came back at revision 40 instead of 2");
        assertThat(failure(put("/c"))).isInstanceOf(StoreException.Unusable.class);
        store.close();
    }

    private CompletableFuture<CommitResult> put(String key) {
        return store.commit(Transaction.of(new Operation.Put(key, new byte[0], Operation.ANY)));
    }

    private static final class FlakyBackend implements Backend {
        private final MemoryBackend memory = new MemoryBackend();
        private volatile boolean broken;
        private volatile boolean unavailable;
        private volatile boolean writesAllTheSame;
        private volatile long lie;
        private final AtomicInteger batches = new AtomicInteger();
        private final AtomicInteger closes = new AtomicInteger();

        @Override
        public long revision() {
            return memory.revision();
        }

        @Override
        public long compactedRevision() {
            return memory.compactedRevision();
        }

        @Override
        public @Nullable Entry get(String key) {
            return memory.get(key);
        }

        @Override
        public RangeResult range(KeyRange range) {
            return memory.range(range);
        }

        @Override
        public void apply(Batch batch) {
            if (unavailable && writesAllTheSame) {
                memory.apply(batch);
            }
            fail();
            batches.incrementAndGet();
            memory.apply(batch);
        }

        @Override
        public List<LogRecord> readLog(long after, long upTo, long maxBytes) {
            return memory.readLog(after, upTo, maxBytes);
        }

        @Override
        public void compact(long revision) {
            fail();
            memory.compact(revision);
        }

        @Override
        public void probe() {
            fail();
        }

        @Override
        public long recover() {
            fail();
            return lie > 0 ? lie : memory.revision();
        }

        @Override
        public Backend fork() {
            return memory.fork();
        }

        @Override
        public void close() {
            closes.incrementAndGet();
            memory.close();
        }

        private void fail() {
            if (broken) {
                throw new StoreException.Unusable("disk full");
            }
            if (unavailable) {
                throw new StoreException.Unavailable("full for now");
            }
        }
    }
}
