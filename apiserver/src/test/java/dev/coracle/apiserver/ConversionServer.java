package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A conversion webhook over HTTPS. In version v1 an object has {@code spec.host} and {@code spec.port}, in any other
 * {@code spec.hostPort}. Tests have it lie, hang and break.
 */
final class ConversionServer implements AutoCloseable {
    private final X509Bundle certificate;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> questions = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<ObjectNode> review = answer -> answer;
    private volatile UnaryOperator<String> text = answer -> answer;
    private volatile int status = 200;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    ConversionServer(String address, String name) {
        try {
            certificate = new CertificateBuilder()
                    .subject("CN=webhook")
                    .setIsCertificateAuthority(true)
                    .addSanDnsName(name)
                    .addSanIpAddress("127.0.0.1")
                    .buildSelfSigned();
            SSLContext ssl = SSLContext.getInstance("TLS");
            ssl.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
            server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(ssl));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The {@code caBundle} under which it is trusted. */
    String caBundle() {
        return Base64.getEncoder()
                .encodeToString(certificate.getCertificatePEM().getBytes(StandardCharsets.UTF_8));
    }

    /** What it was asked, oldest first. */
    List<JsonNode> questions() {
        return questions;
    }

    /** Answers truly, at once and with 200 from here on; what was asked is forgotten. */
    void reset() {
        review = answer -> answer;
        text = answer -> answer;
        status = 200;
        questions.clear();
    }

    /** Changes answers before they are given. */
    void lie(UnaryOperator<ObjectNode> change) {
        review = change;
    }

    void lieInText(UnaryOperator<String> change) {
        text = change;
    }

    void answerWith(int code) {
        status = code;
    }

    /** Keeps questions waiting until the latch is counted down. */
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode question = TestServer.MAPPER.readTree(exchange.getRequestBody());
        questions.add(question);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byte[] body = text.apply(review.apply(review(question)).toString()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static ObjectNode review(JsonNode question) {
        ObjectNode review = TestServer.MAPPER.createObjectNode();
        review.put("kind", "ConversionReview")
                .put("apiVersion", question.path("apiVersion").asText());
        ObjectNode response = review.putObject("response");
        response.put("uid", question.at("/request/uid").asText());
        response.putObject("result").put("status", "Success");
        ArrayNode objects = response.putArray("convertedObjects");
        for (JsonNode object : question.at("/request/objects")) {
            objects.add(converted(
                    object.deepCopy(), question.at("/request/desiredAPIVersion").asText()));
        }
        return review;
    }

    private static ObjectNode converted(ObjectNode object, String version) {
        object.put("apiVersion", version);
        if (!(object.get("spec") instanceof ObjectNode spec)) {
            return object;
        }
        if (version.endsWith("/v1") && spec.has("hostPort")) {
            String[] parts = spec.remove("hostPort").asText().split(":", 2);
            spec.put("host", parts[0]).put("port", parts[1]);
        } else if (!version.endsWith("/v1") && spec.has("host")) {
            spec.put(
                    "hostPort",
                    spec.remove("host").asText() + ":" + spec.remove("port").asText());
        }
        return object;
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** The objects of an answer. */
    static ArrayNode objects(ObjectNode review) {
        return (ArrayNode) review.at("/response/convertedObjects");
    }

    static ObjectNode parse(String json) {
        try {
            return (ObjectNode) TestServer.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
