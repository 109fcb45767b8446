package dev.coracle.client;

import io.fabric8.kubernetes.client.KubernetesClientBuilder.ExecutorSupplier;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP client of the JDK and two small pools of threads for any number of fabric8 clients of one server. fabric8's own
 * choice, a cached pool for each client and both purposes, hands every single event over from thread to thread and spent a
 * tenth of the processor on that. One pool reads and writes, and must never wait; the other decodes watch events and calls
 * informer handlers. Each watch has at most one task in either at a time, so neither queue needs a bound of its own.
 */
final class SharedTransport extends JdkHttpClientFactory implements ExecutorSupplier, AutoCloseable {
    private static final int LEAST_THREADS = 4;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor network = pool("coracle-http");
    private final ThreadPoolExecutor handlers = pool("coracle-watch");
    private final HttpClient.Builder builder =
            new OneClientBuilder(HttpClient.newBuilder().executor(network));

    private static ThreadPoolExecutor pool(String name) {
        int threads = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                WorkerPool.daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        return builder;
    }

    /** Others still use it. */
    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {}

    @Override
    public Executor get() {
        return handlers;
    }

    /** Others still use it. */
    @Override
    public void onClose(Executor executor) {}

    @Override
    public void close() {
        handlers.shutdownNow();
        network.shutdownNow();
    }
}
