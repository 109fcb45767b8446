package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.TestServer.Response;
import dev.coracle.clock.Clock;
import dev.coracle.storage.RocksDbOptions;
import dev.coracle.storage.Store;
import dev.coracle.storage.Stores;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of custom resources: defined, served, changed, deleted, and there again after a restart. */
class CustomResourceIT {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A definition of {@code <plural>.example.com}, kind {@code Kind}, with one version and a schema of spec. */
    static String definition(String plural, String kind, String spec) {
        return """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"%1$s.example.com"},
                 "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"%1$s","kind":"%2$s"},
                  "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
                   "schema":{"openAPIV3Schema":{"type":"object","properties":{
                    "spec":%3$s,
                    "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
                """.formatted(plural, kind, spec);
    }

    static void define(TestServer server, String plural, String kind, String spec) {
        Response created = server.post(CRDS, definition(plural, kind, spec));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        awaitCondition(server, plural, "Established", "True");
    }

    static void awaitCondition(TestServer server, String plural, String type, String status) {
        await().untilAsserted(() -> assertThat(
                        condition(server, plural, type).path("status").asText())
                .isEqualTo(status));
    }

    private static JsonNode condition(TestServer server, String plural, String type) {
        for (JsonNode condition :
                server.get(CRDS + "/" + plural + ".example.com").json().at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return server.get("/version").json().path("none");
    }

    private static String objects(String plural) {
        return "/apis/example.com/v1/namespaces/default/" + plural;
    }

    private static String object(String kind, String name, String spec) {
        return "{\"apiVersion\":\"example.com/v1\",\"kind\":\"" + kind + "\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":" + spec + "}";
    }

    @Test
    void servesAResourceTheMomentItIsEstablished() {
        define(server, "moments", "Moment", "{\"type\":\"object\"}");

        Response created = server.post(objects("moments"), object("Moment", "first", "{}"));
        Response group = server.get("/apis/example.com/v1");

        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.at("/metadata/generation")).isEqualTo("1");
        assertThat(group.text()).contains("\"name\":\"moments\"").contains("\"name\":\"moments/status\"");
        assertThat(server.get("/apis").text()).contains("\"example.com\"");
    }

    /** The schemas are large, so that there is time between a write that shows and what follows from it. */
    @Test
    void whoeverSeesADefinitionEstablishedFindsItServed() {
        StringBuilder properties = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            properties.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":{\"type\":\"string\"}");
        }
        for (int i = 0; i < 5; i++) {
            String plural = "larges" + i;
            Response created = server.post(
                    CRDS, definition(plural, "Large" + i, "{\"type\":\"object\",\"properties\":{" + properties + "}}"));
            assertThat(created.status()).as(created.text()).isEqualTo(201);
            while (!condition(server, plural, "Established")
                    .path("status")
                    .asText()
                    .equals("True")) {
                Thread.onSpinWait();
            }
            assertThat(server.get(objects(plural)).status()).as(plural).isEqualTo(200);

            server.delete(CRDS + "/" + plural + ".example.com");
            while (server.get(CRDS + "/" + plural + ".example.com").status() == 200) {
                Thread.onSpinWait();
            }
            assertThat(server.get(objects(plural)).status()).as(plural).isEqualTo(404);
        }
    }

    @Test
    void takesADefinitionOfAMebibyteButNotWhatUpstreamCannotStore() {
        String fits = "x".repeat(1100 * 1024);
        String schema = "{\"type\":\"object\",\"description\":\"%s\"}";

        Response taken = server.post(CRDS, definition("mebibytes", "Mebibyte", schema.formatted(fits)));
        Response refused = server.post(CRDS, definition("giants", "Giant", schema.formatted(fits + fits)));

        assertThat(taken.status()).isEqualTo(201);
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.at("/message")).isEqualTo("etcdserver: request is too large");
        awaitCondition(server, "mebibytes", "Established", "True");
        assertThat(server.get(objects("mebibytes")).status()).isEqualTo(200);
    }

    @Test
    void dropsUnknownFieldsAndFillsInDefaults() {
        define(
                server,
                "prunes",
                "Prune",
                "{\"type\":\"object\",\"properties\":{\"size\":{\"type\":\"integer\",\"default\":3},"
                        + "\"null\":{\"type\":\"string\"},\"nullable\":{\"type\":\"string\",\"nullable\":true}}}");

        Response created = server.post(
                objects("prunes"), object("Prune", "a", "{\"colour\":\"red\",\"null\":null,\"nullable\":null}"));

        assertThat(created.json().path("spec").toString()).isEqualTo("{\"nullable\":null,\"size\":3}");
        assertThat(created.header("Warning")).contains("unknown field \\\"spec.colour\\\"");
    }

    @Test
    void keepsStatusAndTheRestApart() {
        define(server, "parts", "Part", "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}");
        server.post(objects("parts"), object("Part", "a", "{\"x\":1}"));

        Response status = server.send(
                "PATCH",
                objects("parts") + "/a/status",
                "application/merge-patch+json",
                "{\"spec\":{\"x\":2},\"status\":{\"y\":1}}");
        Response main = server.merge(objects("parts") + "/a", "{\"spec\":{\"x\":2},\"status\":{\"y\":2}}");

        assertThat(status.at("/spec/x")).isEqualTo("1");
        assertThat(status.at("/status/y")).isEqualTo("1");
        assertThat(status.at("/metadata/generation")).isEqualTo("1");
        assertThat(main.at("/spec/x")).isEqualTo("2");
        assertThat(main.at("/status/y")).isEqualTo("1");
        assertThat(main.at("/metadata/generation")).isEqualTo("2");
    }

    @Test
    void takesBackANameOnlyWhenItIsFree() {
        define(server, "takens", "Taken", "{\"type\":\"object\"}");
        server.post(CRDS, definition("others", "Taken", "{\"type\":\"object\"}"));
        awaitCondition(server, "others", "NamesAccepted", "False");

        JsonNode conflict = condition(server, "others", "NamesAccepted");
        assertThat(conflict.path("reason").asText()).isEqualTo("ListKindConflict");
        assertThat(conflict.path("message").asText()).isEqualTo("\"TakenList\" is already in use");
        assertThat(condition(server, "others", "Established").path("reason").asText())
                .isEqualTo("NotAccepted");
        assertThat(server.get(objects("others")).status()).isEqualTo(404);

        server.delete(CRDS + "/takens.example.com");
        awaitCondition(server, "others", "Established", "True");
        assertThat(server.get(objects("others")).status()).isEqualTo(200);
    }

    @Test
    void deletesTheInstancesWithTheDefinitionAndEndsTheirWatches() throws IOException, InterruptedException {
        define(server, "ends", "End", "{\"type\":\"object\"}");
        server.post(objects("ends"), object("End", "free", "{}"));
        server.post(
                objects("ends"),
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"End\",\"metadata\":{\"name\":\"held\","
                        + "\"finalizers\":[\"example.com/hold\"]}}");
        HttpResponse<Stream<String>> watch = server.stream(objects("ends") + "?watch=true");
        Iterator<String> lines = watch.body().iterator();
        assertThat(lines.next()).contains("\"ADDED\"");

        Response deleted = server.delete(CRDS + "/ends.example.com");
        await().until(() -> server.get(objects("ends") + "/free").status() == 404);
        Response late = server.post(objects("ends"), object("End", "late", "{}"));
        assertThat(deleted.at("/metadata/finalizers/0")).isEqualTo("customresourcecleanup.apiextensions.k8s.io");
        assertThat(late.status()).isEqualTo(403);
        assertThat(late.message())
                .isEqualTo(
                        "ends.example.com \"late\" is forbidden: create not allowed while custom resource definition "
                                + "is terminating");

        server.merge(objects("ends") + "/held", "{\"metadata\":{\"finalizers\":null}}");
        await().until(() -> server.get(CRDS + "/ends.example.com").status() == 404);

        while (lines.hasNext()) {
            lines.next();
        }
        assertThat(server.get(objects("ends")).status()).isEqualTo(404);
    }

    @Test
    void servesOtherVersionsOfTheSameObjects() {
        String two = definition(
                        "doubles", "Double", "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}")
                .replace(
                        "\"versions\":[",
                        "\"versions\":[{\"name\":\"v2\",\"served\":true,\"storage\":false,\"schema\":{\"openAPIV3Schema\":"
                                + "{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\",\"properties\":"
                                + "{\"a\":{\"type\":\"string\"}}}}}}},");
        server.post(CRDS, two);
        awaitCondition(server, "doubles", "Established", "True");
        server.post(objects("doubles"), object("Double", "one", "{\"a\":\"x\",\"b\":\"y\"}"));

        Response second = server.get(objects("doubles").replace("/v1/", "/v2/") + "/one");
        Response first = server.get(objects("doubles") + "/one");
        Response list = server.get(objects("doubles").replace("/v1/", "/v2/"));

        assertThat(second.at("/apiVersion")).as(second.text()).isEqualTo("example.com/v2");
        assertThat(second.json().path("spec").toString()).isEqualTo("{\"a\":\"x\"}");
        assertThat(first.json().path("spec").toString()).isEqualTo("{\"a\":\"x\",\"b\":\"y\"}");
        assertThat(list.at("/items/0/apiVersion")).isEqualTo("example.com/v2");
    }

    @Test
    void followsAChangedSchemaAndServedVersionsAtOnce() {
        define(server, "changes", "Change", "{\"type\":\"object\"}");
        server.post(objects("changes"), object("Change", "old", "{}"));

        Response crd = server.get(CRDS + "/changes.example.com");
        Response changed = server.put(
                CRDS + "/changes.example.com",
                crd.text()
                        .replace(
                                "\"spec\":{\"type\":\"object\"}",
                                "\"spec\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"default\":1}}}"));

        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(server.get(objects("changes") + "/old").at("/spec/n")).isEqualTo("1");
    }

    @Test
    void servesCustomResourcesAgainAfterARestart(@TempDir Path directory) {
        for (int run = 0; run < 2; run++) {
            Clock clock = Clock.system();
            Store store = Stores.rocksDb(RocksDbOptions.in(directory, clock));
            try (TestServer started = new TestServer(ApiServerOptions.defaults(), store, clock)) {
                if (run == 0) {
                    define(
                            started,
                            "lasts",
                            "Last",
                            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}");
                    started.post(objects("lasts"), object("Last", "one", "{\"a\":\"b\"}"));
                }
                assertThat(started.get(objects("lasts") + "/one").at("/spec/a")).isEqualTo("b");
            }
        }
    }

    @Test
    void enforcesRulesOverWhatWasAndWhatIs() {
        define(
                server,
                "rules",
                "Rule",
                "{\"type\":\"object\",\"properties\":{\"min\":{\"type\":\"integer\"},\"max\":{\"type\":\"integer\"},"
                        + "\"fixed\":{\"type\":\"string\",\"x-kubernetes-validations\":[{\"rule\":\"self == oldSelf\","
                        + "\"message\":\"fixed is fixed\"}]}},\"x-kubernetes-validations\":[{\"rule\":"
                        + "\"self.min <= self.max\",\"messageExpression\":\"'min is %d'.format([self.min])\","
                        + "\"fieldPath\":\".min\",\"reason\":\"FieldValueForbidden\"}]}");

        Response refused = server.post(objects("rules"), object("Rule", "a", "{\"min\":5,\"max\":1}"));
        Response taken = server.post(objects("rules"), object("Rule", "a", "{\"min\":1,\"max\":5,\"fixed\":\"x\"}"));
        Response changed = server.merge(objects("rules") + "/a", "{\"spec\":{\"fixed\":\"y\"}}");
        Response failing = server.merge(objects("rules") + "/a", "{\"spec\":{\"max\":null}}");

        assertThat(refused.message()).isEqualTo("Rule.example.com \"a\" is invalid: spec.min: Forbidden: min is 5");
        assertThat(taken.status()).as(taken.text()).isEqualTo(201);
        assertThat(changed.message())
                .isEqualTo("Rule.example.com \"a\" is invalid: spec.fixed: Invalid value: \"y\": fixed is fixed");
        assertThat(failing.message()).contains("no such key: max evaluating rule: self.min <= self.max");
    }

    @Test
    void refusesRulesThatDoNotCompile() {
        Response refused = server.post(
                CRDS,
                definition(
                        "badrules",
                        "BadRule",
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"x-kubernetes-validations\":"
                                + "[{\"rule\":\"self.b == 1\"},{\"rule\":\"self.a\"}]}"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .contains("compilation failed: ERROR: <input>:1:5: undefined field 'b'")
                .contains("cel expression must evaluate to a bool");
    }

    @Test
    void aGroupVersionHasAnApiServiceAsLongAsItIsServed() {
        String service = "/apis/apiregistration.k8s.io/v1/apiservices/v1.example.com";
        define(server, "registereds", "Registered", "{\"type\":\"object\"}");

        await().untilAsserted(() -> assertThat(server.get(service).status()).isEqualTo(200));
        Response found = server.get(service);
        assertThat(found.at("/metadata/labels/kube-aggregator.kubernetes.io~1automanaged"))
                .isEqualTo("true");
        assertThat(found.json().at("/spec").toString())
                .isEqualTo("{\"group\":\"example.com\",\"version\":\"v1\",\"groupPriorityMinimum\":1000,"
                        + "\"versionPriority\":100}");
        for (JsonNode crd : server.get(CRDS).json().path("items")) {
            server.delete(CRDS + "/" + crd.at("/metadata/name").asText());
        }
        await().untilAsserted(() -> assertThat(server.get(service).status()).isEqualTo(404));
    }

    @Test
    void defaultsThatSwellAreRefused() {
        define(server, "swells", "Swell", """
                {"type":"array","items":{"type":"object","properties":{"d":{"type":"string","default":"%s"}}}}""".formatted("x".repeat(10_000)));
        String few = "[" + "{},".repeat(9) + "{}]";
        String many = "[" + "{},".repeat(999) + "{}]";
        String object =
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Swell\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}";

        assertThat(server.post(objects("swells"), object.formatted("few", few)).status())
                .isEqualTo(201);
        Response refused = server.post(objects("swells"), object.formatted("many", many));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.message()).contains("the schema's defaults add more than");
    }
}
