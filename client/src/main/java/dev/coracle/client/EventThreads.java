package dev.coracle.client;

import io.fabric8.kubernetes.client.KubernetesClientBuilder.ExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads a client decodes watch events and calls informer handlers on. fabric8's own choice, a cached pool, hands
 * every single event over from thread to thread and spent a tenth of the processor on that; a few threads with a queue
 * do not. Each watch has at most one task here at a time, so the queue's bound is out of reach; at it, the network
 * thread would run the task itself.
 */
final class EventThreads implements ExecutorSupplier {
    private static final int LEAST_THREADS = 4;
    private static final int QUEUE_CAPACITY = 10_000;
    private static final long IDLE_SECONDS = 30;

    private final String component;

    EventThreads(String component) {
        this.component = component;
    }

    @Override
    public Executor get() {
        int threads = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE_CAPACITY),
                new Named(component + "-watch-"),
                new ThreadPoolExecutor.CallerRunsPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void onClose(Executor executor) {
        ((ExecutorService) executor).shutdownNow();
    }

    private static final class Named implements ThreadFactory {
        private final String prefix;
        private final AtomicInteger count = new AtomicInteger();

        Named(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, prefix + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        }
    }
}
