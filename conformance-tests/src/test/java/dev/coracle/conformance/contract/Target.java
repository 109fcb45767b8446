package dev.coracle.conformance.contract;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The API server the contract is asked of: the one that {@code coracle.contract.url} names, or one of its own, alone and in
 * memory. Also set by the environment, as {@code CORACLE_CONTRACT_URL} and so on.
 */
final class Target implements AutoCloseable {
    /** A watch waits for its events longer than any other request takes. */
    static final Duration LIMIT = Duration.ofSeconds(15);

    private final URI server;
    private final Optional<String> token;
    private final HttpClient client;
    private final AutoCloseable owned;

    private Target(URI server, Optional<String> token, HttpClient client, AutoCloseable owned) {
        this.server = server;
        this.token = token;
        this.client = client;
        this.owned = owned;
    }

    static Target find() {
        Optional<String> url = setting("url");
        if (url.isEmpty()) {
            ControlPlane plane = ControlPlane.start(
                    ControlPlaneOptions.builder().components().build());
            return new Target(plane.apiServer(), Optional.empty(), client().build(), plane);
        }
        HttpClient.Builder client = client();
        if (setting("insecure").filter("true"::equals).isPresent()) {
            client.sslContext(trustingAnybody());
        }
        return new Target(URI.create(url.get()), setting("token"), client.build(), () -> {});
    }

    /** Whether the server is another one than Coracle's own. */
    static boolean isForeign() {
        return setting("url").isPresent();
    }

    static Optional<String> setting(String name) {
        String property = System.getProperty("coracle.contract." + name);
        return Optional.ofNullable(
                        property == null
                                ? System.getenv("CORACLE_CONTRACT_" + name.toUpperCase(java.util.Locale.ROOT))
                                : property)
                .filter(value -> !value.isEmpty());
    }

    Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request, HttpResponse.BodyHandlers.ofByteArray());
        return Answer.of(response.statusCode(), response.headers(), response.body());
    }

    /** Returns when the server has begun to answer. */
    HttpResponse<InputStream> open(HttpRequest.Builder request) {
        return exchange(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.toString().replaceFirst("/$", "") + path))
                .timeout(LIMIT);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new AssertionError("no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .version(
                        setting("url").filter(url -> url.startsWith("https")).isPresent()
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT);
    }

    private static SSLContext trustingAnybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        owned.close();
    }

    /** Trusts any certificate and any host name; only ever used on request. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
