package dev.coracle.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Builds the clients components talk to the API server with. What the environment says ({@code KUBECONFIG}, service
 * account files, system properties) is ignored: a component talks to the server it was given and to no other.
 */
public final class KubernetesClients {
    /** First wait before a cut watch is opened again; fabric8 doubles it up to 32 times. The number of tries is unlimited. */
    private static final int WATCH_RECONNECT_MILLIS = 100;

    private static final int REQUEST_TIMEOUT_MILLIS = 30_000;

    /** Tries after a connection error or a 5xx, waiting 100 ms, 200 ms, 400 ms ...: the work queue does the rest. */
    private static final int REQUEST_RETRIES = 4;

    private KubernetesClients() {}

    /** A client for a server without credentials, such as {@code http://127.0.0.1:6443}. */
    public static KubernetesClient forServer(URI server, String component) {
        Config config = Config.empty();
        config.setMasterUrl(server.toString());
        return build(config, component);
    }

    /**
     * A client for the current context of a kubeconfig file.
     *
     * @throws IllegalArgumentException if the file is not there
     */
    public static KubernetesClient fromKubeconfig(Path kubeconfig, String component) {
        if (!Files.isReadable(kubeconfig)) {
            throw new IllegalArgumentException("kubeconfig " + kubeconfig + " is not a readable file");
        }
        return build(Config.fromKubeconfig(kubeconfig.toFile()), component);
    }

    private static KubernetesClient build(Config base, String component) {
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
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("cause", new Cause.Header()))
                .withTaskExecutorSupplier(new EventThreads(component))
                .withKubernetesSerialization(new KubernetesSerialization(nullsAreEmpty(), true))
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
}
