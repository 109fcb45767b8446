package dev.coracle.storage;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Holds whoever calls it, once, until released. */
final class BlockingListener implements WatchListener, AutoCloseable {
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    final AtomicReference<StoreException> reason = new AtomicReference<>();

    /** Makes one commit to {@code key} and returns with the writer thread held. */
    @SuppressWarnings("FutureReturnValueIgnored") // it cannot complete before the listener lets go
    static BlockingListener holdWriter(Store store, String key) {
        BlockingListener listener = new BlockingListener();
        store.watch(new KeyRange(key, key + " "), store.revision(), listener);
        store.compact(0); // passes through the writer, so the watch is live when it returns
        store.commit(Transaction.of(new Operation.Put(key, new byte[0], Operation.ANY)));
        listener.awaitCall();
        return listener;
    }

    @Override
    public void onEvents(List<Event> events) {
        called.countDown();
        await(released);
    }

    @Override
    public void onClosed(StoreException why) {
        reason.set(why);
    }

    void awaitCall() {
        await(called);
    }

    @Override
    public void close() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
