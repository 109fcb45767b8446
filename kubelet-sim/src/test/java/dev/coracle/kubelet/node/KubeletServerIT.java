package dev.coracle.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import dev.coracle.kubelet.pod.Images;
import dev.coracle.kubelet.pod.NodeContext;
import dev.coracle.kubelet.pod.NodeRoom;
import dev.coracle.kubelet.pod.PodAddresses;
import dev.coracle.kubelet.pod.PodApi;
import dev.coracle.kubelet.pod.PodWorkers;
import dev.coracle.kubelet.runtime.InlineRuntime;
import dev.coracle.kubelet.runtime.PodSockets;
import dev.coracle.machinery.net.IpBlock;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KubeletServerIT {
    private final Clock clock = Clock.system();
    private final InlineRuntime runtime = new InlineRuntime(clock, new PodSockets(new LocalAddresses()));
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private PodWorkers workers;
    private KubeletServer server;
    private int port;

    private static final class NoApi implements PodApi {
        @Override
        public boolean writeStatus(Pod pod, PodStatus status, List<String> gone) {
            return true;
        }

        @Override
        public void delete(Pod pod) {}

        @Override
        public void event(Pod pod, @Nullable String fieldPath, String type, String reason, String message) {}

        @Override
        public @Nullable String runtimeHandler(String runtimeClassName) {
            return null;
        }

        @Override
        public @Nullable Map<String, String> configMap(String namespace, String name) {
            return null;
        }

        @Override
        public @Nullable Map<String, String> secret(String namespace, String name) {
            return null;
        }

        @Override
        public List<Service> services(String namespace) {
            return List.of();
        }
    }

    @BeforeEach
    void start() {
        runtime.start();
        workers = new PodWorkers(new NodeContext(
                new NoApi(),
                clock,
                pool,
                pool,
                name -> runtime,
                new Images(),
                new PodAddresses(IpBlock.parse("127.244.252.0/24")),
                new PodSockets(new LocalAddresses()),
                new NodeRoom(Map.of()),
                "127.0.1.9",
                false,
                new SplittableRandom(1)));
        server = new KubeletServer(vertx, clock, workers);
        port = server.start("127.0.1.9", 0);
        workers.open();
        workers.changed(new PodBuilder()
                .withNewMetadata()
                .withName("web-0")
                .withNamespace("default")
                .withUid("uid-1")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-8")
                .addNewContainer()
                .withName("app")
                .withImage("acme/app")
                .addNewPort()
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .build());
        await().until(() -> workers.all().stream()
                .anyMatch(worker -> worker.status() != null
                        && "Running".equals(worker.status().getPhase())));
    }

    @AfterEach
    void stop() {
        server.close();
        runtime.close();
        pool.shutdownNow();
        vertx.close();
        clock.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.1.9:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void visit(String path, String method) throws Exception {
        http.send(
                HttpRequest.newBuilder(URI.create("http://127.244.252.2:8080" + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("User-Agent", "t")
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static final String LOGS = "/containerLogs/default/web-0/app";
    private static final String FIRST = "coracle: listening on 127.244.252.2 ports 8080\n";

    @Test
    void servesTheLogTheWayItIsAskedFor() throws Exception {
        assertThat(get(LOGS).body()).isEqualTo(FIRST);
        visit("/a", "GET");
        visit("/b", "GET");
        assertThat(get(LOGS).body().lines()).hasSize(3).last().asString().contains("\"GET /b\" 200");
        assertThat(get(LOGS + "?tailLines=1").body().lines())
                .singleElement()
                .asString()
                .contains("/b");
        assertThat(get(LOGS + "?tailLines=0").body()).isEmpty();
        assertThat(get(LOGS + "?limitBytes=7").body()).isEqualTo("coracle");
        assertThat(get(LOGS + "?timestamps=true&limitBytes=40").body())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z coracle: .*");
        assertThat(get(LOGS + "?sinceTime=2999-01-01T00:00:00Z").body()).isEmpty();
        assertThat(get(LOGS + "?sinceSeconds=3600").body().lines()).hasSize(3);
    }

    @Test
    void followsTheLogUntilTheContainerEnds() throws Exception {
        HttpResponse<java.io.InputStream> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.1.9:" + port + LOGS + "?follow=true"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine() + "\n").isEqualTo(FIRST);
            visit("/live", "GET");
            assertThat(lines.readLine()).contains("/live");
            visit("/coracle/exit?code=2", "POST");
            assertThat(lines.readLine()).contains("/coracle/exit");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void servesThePreviousRunAfterARestart() throws Exception {
        assertThat(get(LOGS + "?previous=true").statusCode()).isEqualTo(400);
        assertThat(get(LOGS + "?previous=true").body())
                .isEqualTo("previous terminated container \"app\" in pod \"web-0\" not found\n");
        visit("/coracle/exit?code=2", "POST");
        await().untilAsserted(() -> assertThat(get(LOGS).body()).isEqualTo(FIRST));
        assertThat(get(LOGS + "?previous=true").body()).contains("/coracle/exit?code=2");
    }

    @Test
    void servesTlsOnTheSamePort() throws Exception {
        AtomicReference<X509Certificate> shown = new AtomicReference<>();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Noting(shown)}, null);
        HttpClient secure = HttpClient.newBuilder().sslContext(context).build();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = secure.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.1.9:" + port + LOGS))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo(FIRST);
        }
        shown.get().verify(shown.get().getPublicKey());
        shown.get().checkValidity();
        assertThat(shown.get().getSubjectAlternativeNames()).containsExactly(List.of(7, "127.0.1.9"));
        assertThat(get("/healthz").body()).isEqualTo("ok");
    }

    /** Trusts whoever it meets and remembers them, as a kube-apiserver without an authority for kubelets does. */
    private static final class Noting extends X509ExtendedTrustManager {
        private final AtomicReference<X509Certificate> shown;

        Noting(AtomicReference<X509Certificate> shown) {
            this.shown = shown;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            shown.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            shown.set(chain[0]);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void namesWhatIsWrong() throws Exception {
        assertThat(get("/containerLogs/default/web-1/app").statusCode()).isEqualTo(404);
        assertThat(get("/containerLogs/default/web-0/nope").body())
                .isEqualTo("container \"nope\" not found in pod \"web-0\"\n");
        assertThat(get(LOGS + "?tailLines=x").body()).isEqualTo("tailLines \"x\" is not a number\n");
        assertThat(get(LOGS + "?limitBytes=0").body()).isEqualTo("limitBytes 0 must be at least 1\n");
        assertThat(get(LOGS + "?follow=maybe").statusCode()).isEqualTo(400);
        assertThat(get("/exec/default/web-0/app").statusCode()).isEqualTo(404);
        assertThat(get("/healthz").body()).isEqualTo("ok");
        assertThat(get("/pods").body()).contains("\"kind\":\"PodList\"", "\"name\":\"web-0\"", "\"phase\":\"Running\"");
    }
}
