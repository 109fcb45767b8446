package dev.coracle.apiserver.threads;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes executors. Their threads are daemons, come with the first task and go when idle. */
public final class Threads {
    private Threads() {}

    /**
     * One thread.
     *
     * @param bound how many tasks may wait; a further one is rejected
     */
    public static ThreadPoolExecutor single(String name, int bound) {
        return pool(name, 1, bound);
    }

    /** Some threads. */
    public static ThreadPoolExecutor pool(String name, int threads, int bound) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(bound), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
