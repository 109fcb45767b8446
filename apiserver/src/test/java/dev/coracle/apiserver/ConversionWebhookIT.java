package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.TestServer.Response;
import dev.coracle.clock.ManualClock;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Custom resources whose versions a webhook converts. The messages are those of a kube-apiserver v1.36.0. */
class ConversionWebhookIT {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String V1 = "/apis/example.com/v1/namespaces/default/hooks";
    private static final String V2 = "/apis/example.com/v2/namespaces/default/hooks";
    private static final String PREFIX = "conversion webhook for example.com/v1, Kind=Hook ";

    private static TestServer server;
    private static ConversionServer webhook;

    @BeforeAll
    static void start() {
        server = new TestServer();
        webhook = new ConversionServer("127.0.0.1", "localhost");
        define(server, definition(url(webhook.port()), webhook.caBundle()));
    }

    @AfterAll
    static void stop() {
        webhook.close();
        server.close();
    }

    @AfterEach
    void clean() {
        webhook.reset();
        assertThat(server.delete(V1).status()).isEqualTo(200);
    }

    private static String url(int port) {
        return "\"url\":\"https://127.0.0.1:" + port + "/convert\"";
    }

    private static String version(String name, boolean storage, String fields) {
        return """
                {"name":"%s","served":true,"storage":%s,
                 "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
                 "schema":{"openAPIV3Schema":{"type":"object","properties":{
                  "spec":{"type":"object","properties":{"replicas":{"type":"integer"},%s}},
                  "status":{"type":"object","properties":{"replicas":{"type":"integer"}}}}}}}
                """.formatted(name, storage, fields);
    }

    /** Stored in v1. */
    private static String definition(String address, String caBundle) {
        return """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"hooks.example.com"},
                 "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"hooks","kind":"Hook"},
                  "versions":[%s,%s],
                  "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],
                   "clientConfig":{%s,"caBundle":"%s"}}}}}
                """.formatted(
                        version("v1", true, "\"host\":{\"type\":\"string\"},\"port\":{\"type\":\"string\"}"),
                        version("v2", false, "\"hostPort\":{\"type\":\"string\"}"),
                        address,
                        caBundle);
    }

    private static void define(TestServer server, String definition) {
        Response created = server.post(CRDS, definition);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        CustomResourceIT.awaitCondition(server, "hooks", "Established", "True");
    }

    private static void reconfigure(String webhook) {
        Response patched =
                server.merge(CRDS + "/hooks.example.com", "{\"spec\":{\"conversion\":{\"webhook\":" + webhook + "}}}");
        assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    }

    private static String hook(String name, String version, String spec) {
        return "{\"apiVersion\":\"example.com/" + version + "\",\"kind\":\"Hook\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":" + spec + "}";
    }

    private static void create(String name) {
        Response created = server.post(V1, hook(name, "v1", "{\"host\":\"h\",\"port\":\"1\"}"));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }

    @Test
    void writesAndReadsOtherVersionsOfWhatIsStored() {
        Response created = server.post(V2, hook("a", "v2", "{\"hostPort\":\"h:1\",\"replicas\":1}"));
        Response stored = server.get(V1 + "/a");
        Response patched = server.merge(V2 + "/a", "{\"spec\":{\"hostPort\":\"h:2\"}}");
        Response status =
                server.send("PATCH", V2 + "/a/status", "application/merge-patch+json", "{\"status\":{\"replicas\":3}}");
        Response scaled =
                server.send("PATCH", V2 + "/a/scale", "application/merge-patch+json", "{\"spec\":{\"replicas\":5}}");
        ObjectNode whole = ConversionServer.parse(server.get(V2 + "/a").text());
        whole.withObject("/spec").put("hostPort", "h:4");
        Response put = server.put(V2 + "/a", whole.toString());
        Response applied = server.send(
                "PATCH",
                V2 + "/a?fieldManager=me&force=true",
                "application/apply-patch+yaml",
                hook("a", "v2", "{\"hostPort\":\"h:5\"}"));
        Response last = server.get(V1 + "/a");

        assertThat(created.at("/spec/hostPort")).as(created.text()).isEqualTo("h:1");
        assertThat(stored.at("/apiVersion")).isEqualTo("example.com/v1");
        assertThat(stored.json().path("spec"))
                .isEqualTo(TestServer.parse("{\"host\":\"h\",\"port\":\"1\",\"replicas\":1}"));
        assertThat(stored.at("/metadata/uid")).isEqualTo(created.at("/metadata/uid"));
        assertThat(patched.at("/spec/hostPort")).as(patched.text()).isEqualTo("h:2");
        assertThat(status.at("/status/replicas")).as(status.text()).isEqualTo("3");
        assertThat(scaled.at("/spec/replicas")).as(scaled.text()).isEqualTo("5");
        assertThat(put.at("/metadata/generation")).as(put.text()).isEqualTo("4");
        assertThat(applied.at("/spec/hostPort")).as(applied.text()).isEqualTo("h:5");
        assertThat(last.json().path("spec"))
                .as(last.text())
                .isEqualTo(TestServer.parse("{\"host\":\"h\",\"port\":\"5\",\"replicas\":5}"));
        assertThat(server.delete(V2 + "/a").status()).isEqualTo(200);
        assertThat(server.get(V1 + "/a").status()).isEqualTo(404);
    }

    @Test
    void asksAsUpstreamDoes() {
        create("a");
        server.get(V2 + "/a");

        JsonNode question = webhook.questions().get(0);
        assertThat(question.path("kind").asText()).isEqualTo("ConversionReview");
        assertThat(question.path("apiVersion").asText()).isEqualTo("apiextensions.k8s.io/v1");
        assertThat(question.at("/request/desiredAPIVersion").asText()).isEqualTo("example.com/v2");
        assertThat(question.at("/request/uid").asText()).hasSize(36);
        assertThat(question.at("/request/objects/0/spec/host").asText()).isEqualTo("h");
        assertThat(question.at("/request/objects")).hasSize(1);
    }

    @Test
    void convertsAListInOneCallAndNothingTwice() {
        for (String name : new String[] {"a", "b", "c"}) {
            create(name);
        }
        Response list = server.get(V2);
        Response again = server.get(V2 + "?labelSelector=x!%3Dy");
        Response one = server.get(V2 + "/b");
        Response table = server.get(V2, "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");

        assertThat(list.json().path("items")).hasSize(3);
        assertThat(list.at("/items/2/apiVersion")).isEqualTo("example.com/v2");
        assertThat(again.json().path("items")).hasSize(3);
        assertThat(one.at("/spec/hostPort")).isEqualTo("h:1");
        assertThat(table.json().path("rows")).hasSize(3);
        assertThat(webhook.questions()).hasSize(1);
        assertThat(webhook.questions().get(0).at("/request/objects")).hasSize(3);
    }

    @Test
    void convertsAnEventOnceForAllItsWatches() throws IOException, InterruptedException {
        create("a");
        Iterator<String> one = server.stream(V2 + "?watch=true").body().iterator();
        Iterator<String> other =
                server.stream(V2 + "?watch=true&labelSelector=x!%3Dy").body().iterator();
        assertThat(one.next()).contains("\"ADDED\"", "\"hostPort\":\"h:1\"");
        assertThat(other.next()).contains("\"ADDED\"", "\"hostPort\":\"h:1\"");
        webhook.questions().clear();

        server.merge(V1 + "/a", "{\"spec\":{\"port\":\"2\"}}");
        assertThat(one.next()).contains("\"MODIFIED\"", "\"hostPort\":\"h:2\"", "example.com/v2");
        assertThat(other.next()).contains("\"MODIFIED\"", "\"hostPort\":\"h:2\"", "example.com/v2");
        String deletion = server.delete(V1 + "/a").at("/status");
        String gone = one.next();
        assertThat(deletion).isEqualTo("Success");
        assertThat(gone).contains("\"DELETED\"", "\"hostPort\":\"h:2\"");
        assertThat(TestServer.parse(gone).at("/object/metadata/resourceVersion").asLong())
                .isGreaterThan(0);
        assertThat(other.next()).isEqualTo(gone);
        assertThat(webhook.questions()).hasSize(1);
    }

    @Test
    void endsAWatchWhoseEventCannotBeConvertedAndBeginsNoOther() throws IOException, InterruptedException {
        create("a");
        Iterator<String> watch = server.stream(V2 + "?watch=true").body().iterator();
        assertThat(watch.next()).contains("\"ADDED\"");
        webhook.lie(answer -> {
            answer.withObject("/response/result").put("status", "Failed").put("message", "no can do");
            return answer;
        });

        server.merge(V1 + "/a", "{\"spec\":{\"port\":\"2\"}}");
        assertThat(watch.hasNext()).isFalse();
        HttpResponse<Stream<String>> another = server.stream(V2 + "?watch=true");
        Response list = server.get(V2);

        assertThat(another.statusCode()).isEqualTo(429);
        assertThat(list.status()).isEqualTo(429);
        assertThat(list.header("Retry-After")).isEqualTo("1");
        assertThat(list.message())
                .isEqualTo("storage is (re)initializing: failed to list example.com/v2, Kind=Hook: " + PREFIX
                        + "failed: no can do");
        assertThat(server.get(V1).status()).isEqualTo(200);
    }

    /** A lie and what a client is told of it. */
    record Lie(String name, Consumer<ConversionServer> told, String message) {
        static Lie of(String name, Consumer<ObjectNode> change, String message) {
            return new Lie(
                    name,
                    server -> server.lie(answer -> {
                        change.accept(answer);
                        return answer;
                    }),
                    PREFIX + message);
        }

        static Lie ofObject(String name, Consumer<ObjectNode> change, String message) {
            return of(
                    name,
                    answer -> change.accept(
                            (ObjectNode) ConversionServer.objects(answer).get(0)),
                    message);
        }

        static Lie ofMetadata(String name, Consumer<ObjectNode> change, String message) {
            return ofObject(name, object -> change.accept(object.withObject("/metadata")), message);
        }

        static Lie ofText(String name, String text, String message) {
            return new Lie(name, server -> server.lieInText(answer -> text), PREFIX + message);
        }

        static Lie ofStatus(int code, String message) {
            return new Lie("status " + code, server -> server.answerWith(code), PREFIX + "failed: " + message);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Lie> lies() {
        String name =
                "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                        + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
        return Stream.of(
                Lie.ofObject(
                        "another version",
                        o -> o.put("apiVersion", "x.io/v9"),
                        "returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received "
                                + "x.io/v9)"),
                Lie.ofObject(
                        "another kind",
                        o -> o.put("kind", "Other"),
                        "returned invalid object at index 0: invalid kind (expected Hook, received Other)"),
                Lie.ofMetadata(
                        "another name",
                        m -> m.put("name", "other"),
                        "returned invalid object: must have the same name: a != other"),
                Lie.ofMetadata(
                        "another namespace",
                        m -> m.put("namespace", "other"),
                        "returned invalid object: must have the same namespace: default != other"),
                Lie.ofObject(
                        "no metadata",
                        o -> o.remove("metadata"),
                        "returned invalid object: must have the same name: a != "),
                Lie.ofMetadata(
                        "a wrong label",
                        m -> m.putObject("labels").put("a b", "c"),
                        "returned invalid metadata: metadata.labels: Invalid value: \"a b\": " + name),
                Lie.ofMetadata(
                        "a label that is a number",
                        m -> m.putObject("labels").put("ab", 3),
                        "returned invalid metadata: metadata.labels[ab] must be a string, but is int64 in converted "
                                + "object"),
                Lie.ofMetadata(
                        "labels that are a list",
                        m -> m.putArray("labels").add("x"),
                        "returned invalid metadata: invalid metadata.labels of type []interface {} in converted object"),
                Lie.ofMetadata(
                        "a wrong annotation",
                        m -> m.putObject("annotations").put("a b", "c"),
                        "returned invalid metadata: metadata.annotation: Invalid value: \"a b\": " + name),
                Lie.of("too few", a -> ConversionServer.objects(a).removeAll(), "returned 0 objects, expected 1"),
                Lie.of("too many", a -> ConversionServer.objects(a).addObject(), "returned 2 objects, expected 1"),
                Lie.of(
                        "a failure",
                        a -> a.withObject("/response/result")
                                .put("status", "Failed")
                                .put("message", "no can do"),
                        "failed: no can do"),
                Lie.of(
                        "a failure without a word",
                        a -> a.withObject("/response/result").put("status", "Failed"),
                        "failed: response.result.status was 'Failed', not 'Success'"),
                Lie.of(
                        "no result",
                        a -> a.withObject("/response").remove("result"),
                        "failed: response.result.status was '', not 'Success'"),
                Lie.of(
                        "another review's version",
                        a -> a.put("apiVersion", "apiextensions.k8s.io/v1beta1"),
                        "failed: converting (v1beta1.ConversionReview) to (v1.ConversionReview): unknown conversion"),
                Lie.of("no response", a -> a.remove("response"), "failed: no response provided"),
                Lie.of(
                        "another kind of answer",
                        a -> a.put("kind", "Foo"),
                        "failed: no kind \"Foo\" is registered for version \"apiextensions.k8s.io/v1\" in scheme "
                                + "\"pkg/runtime/scheme.go:111\""),
                Lie.ofText(
                        "a status",
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\"}",
                        "failed: converting (v1.Status) to (v1.ConversionReview): unknown conversion"),
                Lie.ofText(
                        "nothing",
                        "",
                        "failed: 0-length response with status code: 200 and content type: application/json"),
                Lie.ofText(
                        "something else",
                        "{\"a\":1}",
                        "failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got /, "
                                + "Kind="),
                Lie.ofStatus(302, "the server responded with the status code 302 but did not return more information"),
                Lie.ofStatus(400, "the server rejected our request for an unknown reason"),
                Lie.ofStatus(403, "unknown"),
                Lie.ofStatus(404, "the server could not find the requested resource"),
                Lie.ofStatus(500, "an error on the server (\"unknown\") has prevented the request from succeeding"),
                Lie.ofStatus(503, "the server is currently unable to handle the request"));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void believesNoLie(Lie lie) {
        create("a");
        lie.told().accept(webhook);

        Response got = server.get(V2 + "/a");
        Response deleted = server.delete(V2 + "/a");

        assertThat(got.message()).isEqualTo(lie.message());
        assertThat(got.json().toString())
                .isEqualTo(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
                                + TestServer.MAPPER.valueToTree(lie.message()) + ",\"code\":500}");
        assertThat(deleted.status()).isEqualTo(500);
        assertThat(server.get(V1 + "/a").status()).isEqualTo(200);
    }

    @Test
    void takesLabelsAndAnnotationsFromAnAnswerAndNothingElseOfMetadata() {
        create("a");
        webhook.lie(answer -> {
            ObjectNode object = (ObjectNode) ConversionServer.objects(answer).get(0);
            object.withObject("/metadata").put("generation", 99).put("resourceVersion", "1");
            object.withObject("/metadata/labels").put("converted", "yes");
            object.withObject("/metadata").putArray("finalizers").add("x/y");
            object.withObject("/spec").put("unknown", true);
            return answer;
        });

        Response got = server.get(V2 + "/a");

        assertThat(got.at("/metadata/labels/converted")).isEqualTo("yes");
        assertThat(got.at("/metadata/generation")).isEqualTo("1");
        assertThat(got.at("/metadata/resourceVersion"))
                .isEqualTo(server.get(V1 + "/a").at("/metadata/resourceVersion"));
        assertThat(got.json().path("metadata").has("finalizers")).isFalse();
        assertThat(got.json().path("spec").toString()).isEqualTo("{\"hostPort\":\"h:1\"}");
    }

    @Test
    void refusesAWriteThatCannotBeConverted() {
        create("a");
        webhook.answerWith(500);
        String failed =
                "conversion webhook for example.com/v2, Kind=Hook failed: an error on the server (\"unknown\") has "
                        + "prevented the request from succeeding";

        Response created = server.post(V2, hook("b", "v2", "{\"hostPort\":\"h:1\"}"));
        Response patched = server.merge(V2 + "/a", "{\"spec\":{\"hostPort\":\"h:2\"}}");
        Response scale = server.get(V2 + "/a/scale");

        assertThat(created.message()).isEqualTo(failed);
        assertThat(created.status()).isEqualTo(500);
        assertThat(patched.status()).isEqualTo(500);
        assertThat(scale.status()).isEqualTo(500);
        assertThat(server.get(V1 + "/b").status()).isEqualTo(404);
    }

    @Test
    void losesTrackOfFieldsRatherThanAWriteThatNeedsNoConversion() {
        server.post(V2 + "?fieldManager=two", hook("a", "v2", "{\"hostPort\":\"h:1\"}"));
        webhook.answerWith(500);

        Response patched = server.merge(V1 + "/a?fieldManager=one", "{\"spec\":{\"port\":\"8\"}}");
        Response applied = server.send(
                "PATCH",
                V1 + "/a?fieldManager=one&force=true",
                "application/apply-patch+yaml",
                hook("a", "v1", "{\"port\":\"9\"}"));

        assertThat(patched.status()).as(patched.text()).isEqualTo(200);
        assertThat(patched.json().path("metadata").has("managedFields")).isFalse();
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    }

    @Test
    void saysWhyAWebhookCannotBeReached() throws IOException {
        create("a");
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        String post = PREFIX + "failed: Post \"https://";
        try (ConversionServer stranger = new ConversionServer("127.0.0.1", "localhost")) {
            reconfigure("{\"clientConfig\":{" + url(closed) + "}}");
            Response dead = server.get(V2 + "/a");
            reconfigure("{\"clientConfig\":{" + url(stranger.port()) + "}}");
            Response untrusted = server.get(V2 + "/a");
            reconfigure(
                    "{\"clientConfig\":{\"url\":null,\"service\":{\"name\":\"nosuch\",\"namespace\":\"default\"}}}");
            Response homeless = server.get(V2 + "/a");
            reconfigure("{\"clientConfig\":{\"service\":{\"name\":\"kubernetes\",\"port\":444}}}");
            Response portless = server.get(V2 + "/a");

            assertThat(dead.message())
                    .isEqualTo(post + "127.0.0.1:" + closed + "/convert?timeout=30s\": dial tcp 127.0.0.1:" + closed
                            + ": connect: connection refused");
            assertThat(untrusted.message())
                    .isEqualTo(post + "127.0.0.1:" + stranger.port() + "/convert?timeout=30s\": tls: failed to verify "
                            + "certificate: x509: certificate signed by unknown authority");
            assertThat(homeless.message())
                    .isEqualTo(post + "nosuch.default.svc:443/?timeout=30s\": service \"nosuch\" not found");
            assertThat(portless.message())
                    .isEqualTo(
                            post + "kubernetes.default.svc:444/?timeout=30s\": no service port 444 found for service "
                                    + "\"kubernetes\"");
        } finally {
            reconfigure("{\"clientConfig\":{\"service\":null," + url(webhook.port()) + "}}");
        }
        assertThat(server.get(V2 + "/a").at("/spec/hostPort")).isEqualTo("h:1");
    }

    @Test
    void reachesAServiceAtItsClusterAddressUnderItsOwnName() {
        create("a");
        try (ConversionServer service = new ConversionServer("127.96.77.7", "hook.default.svc");
                ConversionServer other = new ConversionServer("127.96.77.8", "other.default.svc")) {
            for (ConversionServer each : new ConversionServer[] {service, other}) {
                String name = each == service ? "hook" : "misnamed";
                String address = each == service ? "127.96.77.7" : "127.96.77.8";
                Response created = server.post(
                        "/api/v1/namespaces/default/services",
                        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"" + name
                                + "\"},\"spec\":{\"clusterIP\":\"" + address + "\",\"ports\":[{\"port\":" + each.port()
                                + "}]}}");
                assertThat(created.status()).as(created.text()).isEqualTo(201);
            }
            reconfigure("{\"clientConfig\":{\"url\":null,\"caBundle\":\"" + service.caBundle()
                    + "\",\"service\":{\"name\":\"hook\",\"namespace\":\"default\",\"path\":\"/x\",\"port\":"
                    + service.port() + "}}}");
            Response got = server.get(V2 + "/a");
            reconfigure("{\"clientConfig\":{\"caBundle\":\"" + other.caBundle()
                    + "\",\"service\":{\"name\":\"misnamed\",\"port\":" + other.port() + "}}}");
            Response misnamed = server.get(V2 + "/a");

            assertThat(got.at("/spec/hostPort")).as(got.text()).isEqualTo("h:1");
            assertThat(service.questions()).hasSize(1);
            assertThat(misnamed.message())
                    .startsWith(PREFIX + "failed: Post \"https://misnamed.default.svc:" + other.port()
                            + "/x?timeout=30s\": tls: failed to verify certificate: x509: ");
            assertThat(other.questions()).isEmpty();
        } finally {
            reconfigure("{\"clientConfig\":{\"service\":null,\"caBundle\":\"" + webhook.caBundle() + "\","
                    + url(webhook.port()) + "}}");
        }
    }

    @Test
    void speaksTheOlderReviewWithAWebhookThatKnowsNoOther() {
        create("a");
        reconfigure("{\"conversionReviewVersions\":[\"v9\",\"v1beta1\",\"v1\"]}");
        webhook.lie(answer -> {
            answer.withObject("/response").put("uid", "wrong");
            return answer;
        });

        Response got = server.get(V2 + "/a");
        reconfigure("{\"conversionReviewVersions\":[\"v1\"]}");

        assertThat(got.at("/spec/hostPort")).as(got.text()).isEqualTo("h:1");
        assertThat(webhook.questions().get(0).path("apiVersion").asText()).isEqualTo("apiextensions.k8s.io/v1beta1");
        assertThat(server.get(V2 + "/a").message()).startsWith(PREFIX + "failed: expected response.uid=\"");
    }

    @Test
    void servesOthersWhileAWebhookTakesItsTime() throws IOException, InterruptedException {
        create("a");
        CountDownLatch gate = webhook.hold();
        CompletableFuture<Response> read = CompletableFuture.supplyAsync(() -> server.get(V2 + "/a"));
        CompletableFuture<Response> write =
                CompletableFuture.supplyAsync(() -> server.merge(V2 + "/a", "{\"spec\":{\"hostPort\":\"h:7\"}}"));
        CompletableFuture<Response> list = CompletableFuture.supplyAsync(() -> server.get(V2));
        await().until(() -> webhook.questions().size() >= 2);

        for (int i = 0; i < 20; i++) {
            assertThat(server.get("/version").status()).isEqualTo(200);
            assertThat(server.get(V1 + "/a").status()).isEqualTo(200);
        }
        assertThat(read).isNotDone();
        assertThat(write).isNotDone();
        gate.countDown();
        assertThat(read.join().at("/spec/hostPort")).startsWith("h:");
        assertThat(write.join().at("/spec/hostPort")).isEqualTo("h:7");
        assertThat(list.join().status()).isEqualTo(200);
    }

    @Test
    void givesAWebhookThirtySeconds() {
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (ConversionServer slow = new ConversionServer("127.0.0.1", "localhost");
                TestServer timed = new TestServer(
                        ApiServerOptions.defaults(), Stores.inMemory(StoreOptions.defaults(clock)), clock)) {
            define(timed, definition(url(slow.port()), slow.caBundle()));
            timed.post(V1, hook("a", "v1", "{\"host\":\"h\",\"port\":\"1\"}"));
            slow.hold();
            CompletableFuture<Response> read = CompletableFuture.supplyAsync(() -> timed.get(V2 + "/a"));
            await().until(() -> !slow.questions().isEmpty());
            clock.advance(Duration.ofSeconds(29));
            assertThat(read).isNotDone();
            clock.advance(Duration.ofSeconds(2));

            assertThat(read.join().message())
                    .isEqualTo(PREFIX + "failed: Post \"https://127.0.0.1:" + slow.port()
                            + "/convert?timeout=30s\": context deadline exceeded (Client.Timeout exceeded while awaiting "
                            + "headers)");
        }
    }

    @Test
    void refusesABundleThatIsNoneAndEstablishesNothingWithIt() {
        Response refused = server.merge(
                CRDS + "/hooks.example.com",
                "{\"spec\":{\"conversion\":{\"webhook\":{\"clientConfig\":" + "{\"caBundle\":\"bm9wZQ==\"}}}}}");
        server.post(
                CRDS,
                definition(url(webhook.port()), "bm9wZQ==")
                        .replace("hooks", "broks")
                        .replace("\"Hook\"", "\"Brok\""));
        CustomResourceIT.awaitCondition(server, "broks", "Established", "False");
        Response broken = server.get(CRDS + "/broks.example.com");
        server.merge(
                CRDS + "/broks.example.com",
                "{\"spec\":{\"conversion\":{\"webhook\":{\"clientConfig\":" + "{\"caBundle\":\"" + webhook.caBundle()
                        + "\"}}}}}");
        CustomResourceIT.awaitCondition(server, "broks", "Established", "True");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .endsWith(
                        "spec.conversion.webhookClientConfig.caBundle: Invalid value: \"bm9wZQ==\": unable to load root "
                                + "certificates: unable to parse bytes as PEM block");
        assertThat(broken.text())
                .contains("\"reason\":\"InvalidCABundle\",\"message\":\"The conversion webhook CABundle is invalid\"");
    }
}
