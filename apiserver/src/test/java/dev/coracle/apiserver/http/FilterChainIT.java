package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.protobuf.ProtobufDocuments;
import dev.coracle.machinery.protobuf.ProtobufWriter;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters that later work will add: one that finds out who asks, somewhere else, and one that refuses. */
class FilterChainIT {
    private final List<String> codes = Collections.synchronizedList(new ArrayList<>());
    private final Clock clock = Clock.system();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Vertx vertx;
    private HttpFront front;

    @BeforeEach
    void listen() {
        HttpOptions options = new HttpOptions("127.0.0.1", 0, 1, 1 << 20, 100, HttpOptions.Timeouts.DEFAULTS, Set.of());
        Gate gate = new Gate(options, clock);
        vertx = Vertx.builder().withTransport(gate).build();
        front = new HttpFront(
                vertx,
                options,
                new HttpFront.Parts(
                        clock,
                        gate,
                        () -> "made-here",
                        new ProtobufDocuments(
                                SchemaCatalogue.load(), new ProtobufWriter(SchemaCatalogue.fieldNumbers()))));
        FilterChain chain = new FilterChain(
                List.of(
                        new FilterChain.Row("audit", this::audit),
                        new FilterChain.Row("authentication", FilterChainIT::authenticate),
                        new FilterChain.Row("authorization", FilterChainIT::authorize)),
                FilterChainIT::echo);
        front.listen(chain).toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        front.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        clock.close();
    }

    private void audit(Exchange exchange, Filter.Next next) {
        exchange.whenAnswered((info, code, nanos) ->
                codes.add(info.verb() + " " + exchange.scope().user().name() + " " + code));
        next.handle(exchange);
    }

    /** Takes its time, on another thread. */
    private static void authenticate(Exchange exchange, Filter.Next next) {
        String name = exchange.header("Authorization");
        exchange.whenDone(CompletableFuture.supplyAsync(() -> new UserInfo(name, List.of())), user -> {
            exchange.enter(exchange.scope().withUser(user));
            next.handle(exchange);
        });
    }

    private static void authorize(Exchange exchange, Filter.Next next) {
        if (exchange.scope().user().name().equals("mallory")) {
            throw ApiException.of(StatusReason.FORBIDDEN, "mallory may not", null);
        }
        next.handle(exchange);
    }

    private static void echo(Exchange exchange) {
        exchange.readBody(body -> exchange.sendText(
                200,
                "text/plain",
                exchange.scope().user().name() + " " + exchange.scope().id() + " "
                        + exchange.scope().cause() + " " + new String(body, StandardCharsets.UTF_8).length()));
    }

    private HttpResponse<String> post(String user, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + front.port() + "/api/v1/namespaces/a/pods"))
                .header("Authorization", user)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoAsksTravelsWithTheRequestAndTheBodyWaits() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("alice", "x".repeat(500_000));

        assertThat(answer.body()).isEqualTo("alice made-here made-here 500000");
        assertThat(answer.headers().firstValue("Audit-Id")).contains("made-here");
        assertThat(codes).containsExactly("create alice 200");
    }

    @Test
    void aRefusalIsTheAnswer() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("mallory", "x".repeat(500_000));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("mallory may not");
        assertThat(codes).containsExactly("create mallory 403");
    }

    @Test
    void aRequestFollowsFromItself() throws IOException, InterruptedException {
        assertThat(post("alice", "", "Audit-Id", "mine").body()).isEqualTo("alice mine mine 0");
        assertThat(post("alice", "", "Audit-Id", "a b").body()).isEqualTo("alice a b made-here 0");
    }
}
