package dev.coracle.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder.ExecutorSupplier;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Makes the clients of one process for one server: each component has a client of its own, with its name as the user agent,
 * and all of them share connections, threads and the JSON mapper. A client that is closed leaves those alone; closing the
 * factory ends them. Safe for use from any thread.
 */
public final class ClientFactory implements AutoCloseable {
    /** First wait before a cut watch is opened again; fabric8 doubles it up to 32 times. The number of tries is unlimited. */
    private static final int WATCH_RECONNECT_MILLIS = 100;

    private static final int REQUEST_TIMEOUT_MILLIS = 30_000;

    /** Tries after a connection error or a 5xx, waiting 100 ms, 200 ms, 400 ms ...: the work queue does the rest. */
    private static final int REQUEST_RETRIES = 4;

    private final Config base;
    private final SharedTransport transport = new SharedTransport();
    private final KubernetesSerialization serialization = new KubernetesSerialization(nullsAreEmpty(), true);

    private ClientFactory(Config base) {
        this.base = base;
    }

    /** For a server without credentials, such as {@code http://127.0.0.1:6443}. */
    public static ClientFactory forServer(URI server) {
        Config config = Config.empty();
        config.setMasterUrl(server.toString());
        return new ClientFactory(config);
    }

    static ClientFactory of(Config config) {
        return new ClientFactory(config);
    }

    /** A client for one component, for its user to close. */
    public KubernetesClient client(String component) {
        return client(component, transport);
    }

    /** A client that is all there is of its factory: closing it closes that too. */
    KubernetesClient onlyClient(String component) {
        return client(component, new ClosesTransport(transport));
    }

    private KubernetesClient client(String component, ExecutorSupplier handlerThreads) {
        // Plain HTTP watches: one request per watch, where WebSocket first would cost a refused handshake each time.
        // HTTP/1.1: the JDK would otherwise ask for an h2c upgrade on every cleartext connection.
        Config config = new ConfigBuilder(base)
                .withAutoConfigure(false)
                .withUserAgent("coracle-" + component)
                .withOnlyHttpWatches(true)
                .withHttp2Disable(base.getMasterUrl().startsWith("http:"))
                .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                .withRequestRetryBackoffLimit(REQUEST_RETRIES)
                .withWatchReconnectInterval(WATCH_RECONNECT_MILLIS)
                .withWatchReconnectLimit(-1)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(transport)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("ascii", new AsciiWatches())
                        .addOrReplaceInterceptor("cause", new Cause.Header()))
                .withTaskExecutorSupplier(handlerThreads)
                .withKubernetesSerialization(serialization)
                .build();
    }

    /** A server written in Go says null for a list that is empty and may not be left out: an EndpointSlice's endpoints. */
    private static ObjectMapper nullsAreEmpty() {
        ObjectMapper mapper = new ObjectMapper();
        JsonSetter.Value empty = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);
        mapper.configOverride(List.class).setSetterInfo(empty);
        mapper.configOverride(Map.class).setSetterInfo(empty);
        return mapper;
    }

    /** Ends the clients' threads; the clients are to be closed first. Idempotent. */
    @Override
    public void close() {
        transport.close();
    }

    /** The handlers' threads of a transport that has one client. */
    private record ClosesTransport(SharedTransport transport) implements ExecutorSupplier {
        @Override
        public Executor get() {
            return transport.get();
        }

        @Override
        public void onClose(Executor executor) {
            transport.close();
        }
    }
}
