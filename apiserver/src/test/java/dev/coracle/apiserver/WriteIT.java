package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Create, update, patch: what is stored, what is refused, and in which words. */
class WriteIT {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void createsWhatCanBeReadBack() {
        Response created = server.post(MAPS, configMap("created", "1"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/metadata/uid")).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-.*");
        assertThat(created.at("/metadata/creationTimestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(created.at("/metadata/namespace")).isEqualTo("default");
        assertThat(server.get(MAPS + "/created").json()).isEqualTo(created.json());
    }

    @Test
    void refusesASecondObjectOfTheSameName() {
        server.post(MAPS, configMap("twice", "1"));
        Response second = server.post(MAPS, configMap("twice", "2"));

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.at("/reason")).isEqualTo("AlreadyExists");
        assertThat(second.message()).isEqualTo("configmaps \"twice\" already exists");
    }

    @Test
    void generatesNames() {
        String body = "{\"metadata\":{\"generateName\":\"gen-\"}}";

        Response one = server.post(MAPS, body);
        Response other = server.post(MAPS, body);

        assertThat(one.at("/metadata/name")).matches("gen-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(other.at("/metadata/name")).isNotEqualTo(one.at("/metadata/name"));
    }

    @Test
    void refusesWhatCannotBeCreated() {
        assertThat(server.post("/api/v1/namespaces/nowhere/configmaps", configMap("a", "1"))
                        .message())
                .isEqualTo("namespaces \"nowhere\" not found");
        assertThat(server.post(MAPS, "{\"metadata\":{}}").message())
                .isEqualTo(
                        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
        assertThat(server.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"other\"}}")
                        .message())
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
        assertThat(server.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"7\"}}")
                        .message())
                .isEqualTo("resourceVersion should not be set on objects to be created");
        assertThat(server.post(MAPS + "?dryRun=Some", configMap("a", "1")).message())
                .isEqualTo("CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: "
                        + "supported values: \"All\"");
    }

    @Test
    void dryRunsWithoutATrace() {
        Response created = server.post(MAPS + "?dryRun=All", configMap("dry", "1"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/metadata/uid")).isNotEmpty();
        assertThat(created.json().at("/metadata/resourceVersion").isMissingNode())
                .isTrue();
        assertThat(server.get(MAPS + "/dry").status()).isEqualTo(404);
    }

    @Test
    void updatesOnlyTheVersionThatWasRead() {
        Response first = server.post(MAPS, configMap("cas", "1"));
        String stale = first.text();
        Response second = server.put(MAPS + "/cas", stale.replace("\"key\":\"1\"", "\"key\":\"2\""));
        Response third = server.put(MAPS + "/cas", stale.replace("\"key\":\"1\"", "\"key\":\"3\""));

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.at("/metadata/uid")).isEqualTo(first.at("/metadata/uid"));
        assertThat(third.status()).isEqualTo(409);
        assertThat(third.message())
                .isEqualTo("Operation cannot be fulfilled on configmaps \"cas\": the object has been modified; "
                        + "please apply your changes to the latest version and try again");
    }

    @Test
    void takesUnconditionalUpdates() {
        server.post(MAPS, configMap("unconditional", "1"));

        Response updated = server.put(MAPS + "/unconditional", configMap("unconditional", "2"));

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.at("/data/key")).isEqualTo("2");
    }

    @Test
    void writesNothingWhenNothingChanges() {
        Response created = server.post(MAPS, configMap("same", "1"));
        Response put = server.put(MAPS + "/same", created.text());
        Response patched = server.merge(MAPS + "/same", "{\"data\":{\"key\":\"1\"}}");

        assertThat(put.json()).isEqualTo(created.json());
        assertThat(patched.json()).isEqualTo(created.json());
    }

    @Test
    void refusesUpdatesOfAnotherObject() {
        Response created = server.post(MAPS, configMap("mismatch", "1"));

        assertThat(server.put(MAPS + "/other", configMap("other", "1")).message())
                .isEqualTo("configmaps \"other\" not found");
        assertThat(server.put(MAPS + "/mismatch", configMap("wrong", "1")).message())
                .isEqualTo("the name of the object (wrong) does not match the name on the URL (mismatch)");
        String uid = created.at("/metadata/uid");
        Response wrongUid =
                server.put(MAPS + "/mismatch", created.text().replace(uid, "00000000-0000-4000-8000-000000000000"));
        assertThat(wrongUid.status()).isEqualTo(409);
        assertThat(wrongUid.message()).contains("Precondition failed: UID in precondition: 00000000-");
    }

    @Test
    void patchesInThreeWays() {
        server.post(MAPS, configMap("patched", "1"));
        String path = MAPS + "/patched";

        Response merged = server.merge(path, "{\"data\":{\"added\":\"x\"}}");
        Response json = server.send(
                "PATCH",
                path,
                "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/data/key\",\"value\":\"2\"}]");
        Response strategic =
                server.send("PATCH", path, "application/strategic-merge-patch+json", "{\"data\":{\"added\":null}}");

        assertThat(merged.at("/data/added")).isEqualTo("x");
        assertThat(json.at("/data/key")).isEqualTo("2");
        assertThat(strategic.json().at("/data").size()).isEqualTo(1);
    }

    @Test
    void refusesPatchesItDoesNotKnowByName() {
        server.post(MAPS, configMap("apply", "1"));

        for (String type : List.of("application/json", "application/apply-patch+cbor", "text/plain")) {
            Response refusal = server.send("PATCH", MAPS + "/apply?fieldManager=m", type, "{}");

            assertThat(refusal.status()).isEqualTo(415);
            assertThat(refusal.message()).isEqualTo("415: Unsupported Media Type");
        }
    }

    @Test
    void losesNoPatchUnderContention() {
        server.post(MAPS, configMap("contended", "0"));
        List<CompletableFuture<Response>> patches = new ArrayList<>();
        IntStream.range(0, 50)
                .forEach(i -> patches.add(CompletableFuture.supplyAsync(
                        () -> server.merge(MAPS + "/contended", "{\"data\":{\"k" + i + "\":\"v\"}}"))));
        patches.forEach(patch -> assertThat(patch.join().status()).isEqualTo(200));

        assertThat(server.get(MAPS + "/contended").json().at("/data").size()).isEqualTo(51);
    }

    @Test
    void keepsStatusAndTheRestApart() {
        String path = "/api/v1/namespaces/default/services";
        server.post(
                path,
                "{\"metadata\":{\"name\":\"apart\"},\"spec\":{\"ports\":[{\"port\":80}]},"
                        + "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"1.2.3.4\"}]}}}");
        Response status = server.merge(
                path + "/apart/status",
                "{\"metadata\":{\"annotations\":{\"a\":\"b\"}},\"spec\":{\"sessionAffinity\":\"ClientIP\"},"
                        + "\"status\":{\"conditions\":[{\"type\":\"T\",\"status\":\"True\",\"reason\":\"R\","
                        + "\"message\":\"\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}");
        Response main = server.merge(path + "/apart", "{\"status\":{\"conditions\":null}}");

        assertThat(status.status()).isEqualTo(200);
        assertThat(status.at("/spec/sessionAffinity")).isEqualTo("None");
        assertThat(status.at("/status/conditions/0/type")).isEqualTo("T");
        assertThat(main.at("/status/conditions/0/type")).isEqualTo("T");
    }

    @Test
    void scalesWithoutTheRest() {
        String path = "/apis/apps/v1/namespaces/default/deployments";
        Response created = server.post(
                path,
                "{\"metadata\":{\"name\":\"scaled\"},\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":"
                        + "{\"app\":\"x\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"x\"}},\"spec\":"
                        + "{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);

        Response scale = server.get(path + "/scaled/scale");
        Response put = server.put(path + "/scaled/scale", scale.text().replace("\"replicas\":1", "\"replicas\":3"));
        Response stale = server.put(path + "/scaled/scale", scale.text().replace("\"replicas\":1", "\"replicas\":4"));
        Response patched = server.merge(path + "/scaled/scale", "{\"spec\":{\"replicas\":5}}");
        Response negative = server.merge(path + "/scaled/scale", "{\"spec\":{\"replicas\":-1}}");

        assertThat(scale.at("/kind")).isEqualTo("Scale");
        assertThat(scale.at("/status/selector")).isEqualTo("app=x");
        assertThat(put.at("/spec/replicas")).isEqualTo("3");
        assertThat(stale.status()).isEqualTo(409);
        assertThat(patched.at("/spec/replicas")).isEqualTo("5");
        assertThat(server.get(path + "/scaled").at("/metadata/generation")).isEqualTo("3");
        assertThat(negative.message())
                .isEqualTo("Scale.autoscaling \"scaled\" is invalid: spec.replicas: Invalid value: -1: "
                        + "must be greater than or equal to 0");
    }

    @Test
    void warnsOfUnknownFieldsAndIsStrictWhenAsked() {
        String body = "{\"metadata\":{\"name\":\"unknown\"},\"dat\":{}}";

        Response strict = server.post(MAPS + "?fieldValidation=Strict", body);
        Response warned = server.post(MAPS, body);

        assertThat(strict.status()).isEqualTo(400);
        assertThat(strict.message()).contains("strict decoding error: unknown field \"dat\"");
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.header("Warning")).isEqualTo("299 - \"unknown field \\\"dat\\\"\"");
    }
}
