package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.TestServer.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Managed fields and server-side apply as a client meets them: codes, words, and what is there afterwards. */
class ApplyIT {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Response apply(String path, String query, String body) {
        return server.send("PATCH", path + "?" + query, "application/apply-patch+yaml", body);
    }

    private static String map(String name, String data) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}, data: {" + data + "}}";
    }

    private static String deployment(String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %s, labels: {app: web}}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}
                """.formatted(name, replicas);
    }

    private static List<String> managers(Response response) {
        List<String> managers = new ArrayList<>();
        for (JsonNode entry : response.json().at("/metadata/managedFields")) {
            String subresource = entry.path("subresource").asText();
            managers.add(entry.path("manager").asText() + " "
                    + entry.path("operation").asText() + (subresource.isEmpty() ? "" : " " + subresource));
        }
        return managers;
    }

    private static String owned(Response response, String manager) {
        for (JsonNode entry : response.json().at("/metadata/managedFields")) {
            if (entry.path("manager").asText().equals(manager)) {
                return entry.path("fieldsV1").toString();
            }
        }
        return "";
    }

    @Test
    void makesWhatIsNotThereAndAnswersAsOften() {
        Response created = apply(MAPS + "/made", "fieldManager=m", map("made", "a: '1'"));
        Response again = apply(MAPS + "/made", "fieldManager=m", map("made", "a: '1'"));
        Response changed = apply(MAPS + "/made", "fieldManager=m", map("made", "b: '2'"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(managers(created)).containsExactly("m Apply");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(created.json());
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("data")).hasToString("{\"b\":\"2\"}");
        assertThat(changed.at("/metadata/resourceVersion")).isNotEqualTo(created.at("/metadata/resourceVersion"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "force=true | {} | 422 | PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
                "fieldManager=m | {} | 400 | invalid object type: /, Kind=",
                "fieldManager=m | {apiVersion: v1, kind: Secret} | 400 | invalid object type: /v1, Kind=Secret",
                "fieldManager=m | {apiVersion: v2, kind: ConfigMap} | 400 | invalid object type: /v2, Kind=ConfigMap",
                "fieldManager=m | [a] | 400 | error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}",
                "fieldManager=m | {apiVersion: v1, kind: ConfigMap, metadata: {name: x, managedFields: []}} | 400 | metadata.managedFields must be nil",
                "fieldManager=m | {apiVersion: v1, kind: ConfigMap} | 400 | the name of the object (refused based on URL) was undeterminable: name must be provided",
                "fieldManager=m | {apiVersion: v1, kind: ConfigMap, metadata: {name: other}} | 400 | the name of the object (other) does not match the name on the URL (refused)",
                "fieldManager=m | {apiVersion: v1, kind: ConfigMap, metadata: {name: refused, namespace: other}} | 400 | the namespace of the provided object does not match the namespace sent on the request",
                "fieldManager=m | {apiVersion: v1, kind: ConfigMap, metadata: {name: refused, uid: u}} | 409 | Operation cannot be fulfilled on configmaps \"refused\": uid mismatch: the provided object specified uid u, and no existing object was found",
                "fieldManager=m&fieldValidation=Strict | {apiVersion: v1, kind: ConfigMap, metadata: {name: refused}, data: {a: '1', a: '2'}} | 400 | error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\\n  line 1: key \"a\" already set in map",
                "fieldManager=a%09b | {} | 422 | PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\tb\": invalid character U+0009 (at position 1)",
            })
    void refuses(String query, String body, int status, String message) {
        Response refused = apply(MAPS + "/refused", query, body);

        assertThat(refused.message()).isEqualTo(message.replace("\\n", "\n").replace("\\t", "\\t"));
        assertThat(refused.status()).isEqualTo(status);
    }

    @Test
    void answersConflictsAsOneStatusWithACauseForEachField() {
        apply(MAPS + "/contested", "fieldManager=m", map("contested", "a: '1', b: '1'"));
        server.merge(MAPS + "/contested?fieldManager=u", "{\"data\":{\"b\":\"2\"}}");

        Response conflict = apply(MAPS + "/contested", "fieldManager=n", map("contested", "a: '3', b: '3'"));
        Response dry = apply(MAPS + "/contested", "fieldManager=n&dryRun=All", map("contested", "a: '3'"));
        Response forced = apply(MAPS + "/contested", "fieldManager=n&force=true", map("contested", "a: '3', b: '3'"));

        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.at("/reason")).isEqualTo("Conflict");
        assertThat(conflict.message()).isEqualTo("""
                Apply failed with 2 conflicts: conflicts with "m":
                - .data.a
                conflicts with "u" using v1:
                - .data.b""");
        assertThat(conflict.json().at("/details"))
                .hasToString(
                        "{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"m\\\"\","
                                + "\"field\":\".data.a\"},{\"reason\":\"FieldManagerConflict\","
                                + "\"message\":\"conflict with \\\"u\\\" using v1\",\"field\":\".data.b\"}]}");
        assertThat(dry.status()).isEqualTo(409);
        assertThat(dry.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"m\": .data.a");
        assertThat(managers(forced)).containsExactly("n Apply");
    }

    @Test
    void writesNothingInADryRun() {
        Response dry = apply(MAPS + "/dry", "fieldManager=m&dryRun=All", map("dry", "a: '1'"));

        assertThat(dry.status()).isEqualTo(201);
        assertThat(managers(dry)).containsExactly("m Apply");
        assertThat(server.get(MAPS + "/dry").status()).isEqualTo(404);
    }

    @Test
    void heedsAResourceVersionOnlyOfWhatIsThere() {
        String stale =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: versioned, resourceVersion: '1'}, data: {a: '1'}}";

        assertThat(apply(MAPS + "/versioned", "fieldManager=m", stale).status()).isEqualTo(201);
        Response refused = apply(MAPS + "/versioned", "fieldManager=m", stale.replace("a: '1'", "a: '2'"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message())
                .isEqualTo("Operation cannot be fulfilled on configmaps \"versioned\": the object has been modified;"
                        + " please apply your changes to the latest version and try again");
    }

    @Test
    void namesTheManagerOfEveryWrite() {
        String created = "{\"metadata\":{\"name\":\"tracked\"},\"data\":{\"a\":\"1\"}}";
        Response post = server.send("POST", MAPS, TestServer.JSON, created, "User-Agent", "kube-thing/v1.2 (linux)");
        Response patch = server.merge(MAPS + "/tracked?fieldManager=patcher", "{\"data\":{\"b\":\"1\"}}");
        Response put = server.send(
                "PUT",
                MAPS + "/tracked",
                TestServer.JSON,
                "{\"metadata\":{\"name\":\"tracked\"},\"data\":{\"a\":\"1\",\"b\":\"2\"}}",
                "User-Agent",
                "x".repeat(200));

        assertThat(post.json().at("/metadata/managedFields/0").toString())
                .matches("\\{\"manager\":\"kube-thing\",\"operation\":\"Update\",\"apiVersion\":\"v1\","
                        + "\"time\":\"[-:TZ0-9]+\",\"fieldsType\":\"FieldsV1\","
                        + "\"fieldsV1\":\\{\"f:data\":\\{\".\":\\{\\},\"f:a\":\\{\\}\\}\\}\\}");
        assertThat(managers(patch)).containsExactly("kube-thing Update", "patcher Update");
        assertThat(managers(put)).containsExactly("kube-thing Update", "x".repeat(128) + " Update");
    }

    @Test
    void aWriteThatChangesNothingIsNone() {
        server.post(MAPS + "?fieldManager=m", "{\"metadata\":{\"name\":\"same\"},\"data\":{\"a\":\"1\"}}");
        Response before = server.get(MAPS + "/same");

        assertThat(server.merge(MAPS + "/same?fieldManager=n", "{\"data\":{\"a\":\"1\"}}")
                        .json())
                .isEqualTo(before.json());
        assertThat(server.put(MAPS + "/same?fieldManager=n", before.text()).json())
                .isEqualTo(before.json());
    }

    @Test
    void forgetsTheManagersWhenAsked() {
        server.post(MAPS, "{\"metadata\":{\"name\":\"reset\"},\"data\":{\"a\":\"1\"}}");

        for (String none : List.of("[]", "[{}]")) {
            Response reset = server.merge(MAPS + "/reset", "{\"metadata\":{\"managedFields\":" + none + "}}");
            assertThat(reset.json().at("/metadata").has("managedFields")).isFalse();
            Response applied = apply(MAPS + "/reset", "fieldManager=m", map("reset", "a: '1'"));
            assertThat(managers(applied)).containsExactly("m Apply", "before-first-apply Update");
        }
    }

    @Test
    void whoCreatesOwnsDefaultsButNotWhatAdmissionAdds() {
        server.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        Response pod = server.post(
                PODS + "?fieldManager=m",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");

        assertThat(owned(pod, "m"))
                .isEqualTo("{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},\"f:image\":{},"
                        + "\"f:imagePullPolicy\":{},\"f:name\":{},\"f:resources\":{},\"f:terminationMessagePath\":{},"
                        + "\"f:terminationMessagePolicy\":{}}},\"f:dnsPolicy\":{},\"f:enableServiceLinks\":{},"
                        + "\"f:restartPolicy\":{},\"f:schedulerName\":{},\"f:securityContext\":{},"
                        + "\"f:terminationGracePeriodSeconds\":{}}}");
    }

    @Test
    void statusHasManagersOfItsOwn() {
        apply(DEPLOYMENTS + "/stated", "fieldManager=m", deployment("stated", 1));
        String status = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: stated, labels: {x: z}},"
                + " spec: {replicas: 9}, status: {replicas: %d}}";

        Response applied = apply(DEPLOYMENTS + "/stated/status", "fieldManager=s", status.formatted(1));
        Response conflict = apply(DEPLOYMENTS + "/stated/status", "fieldManager=t", status.formatted(2));
        Response main = apply(
                DEPLOYMENTS + "/stated",
                "fieldManager=t",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: stated}, status: {replicas: 7}}");
        Response missing = apply(
                DEPLOYMENTS + "/none/status",
                "fieldManager=s",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: none}}");

        assertThat(managers(applied)).containsExactly("m Apply", "s Apply status");
        assertThat(owned(applied, "s")).isEqualTo("{\"f:status\":{\"f:replicas\":{}}}");
        assertThat(applied.at("/spec/replicas")).isEqualTo("1");
        assertThat(applied.json().at("/metadata/labels")).hasToString("{\"app\":\"web\"}");
        assertThat(conflict.message())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"s\" with subresource \"status\": .status.replicas");
        assertThat(main.at("/status/replicas")).isEqualTo("1");
        assertThat(managers(main)).containsExactly("m Apply", "s Apply status");
        assertThat(missing.status()).isEqualTo(404);
    }

    @Test
    void scalingMovesTheReplicasToWhoScales() {
        apply(DEPLOYMENTS + "/scaled", "fieldManager=m", deployment("scaled", 1));
        String scale = "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: scaled}, spec: {replicas: %d}}";

        Response conflict = apply(DEPLOYMENTS + "/scaled/scale", "fieldManager=s", scale.formatted(2));
        Response forced = apply(DEPLOYMENTS + "/scaled/scale", "fieldManager=s&force=true", scale.formatted(2));
        Response after = server.get(DEPLOYMENTS + "/scaled");
        Response applied = apply(DEPLOYMENTS + "/scaled", "fieldManager=m", deployment("scaled", 1));
        server.merge(DEPLOYMENTS + "/scaled/scale?fieldManager=hpa", "{\"spec\":{\"replicas\":3}}");
        Response patched = server.get(DEPLOYMENTS + "/scaled");

        assertThat(conflict.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"m\": .spec.replicas");
        assertThat(forced.at("/spec/replicas")).isEqualTo("2");
        assertThat(forced.json().at("/metadata").has("managedFields")).isFalse();
        assertThat(owned(after, "s")).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
        assertThat(owned(after, "m")).doesNotContain("f:replicas");
        assertThat(applied.message())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"s\" with subresource \"scale\": .spec.replicas");
        assertThat(managers(patched)).containsExactly("m Apply", "hpa Update scale");
    }

    @Test
    void fieldsThatDefaultingOwnsCanBeAppliedAndLetGo() {
        apply(DEPLOYMENTS + "/defaulted", "fieldManager=m", deployment("defaulted", 3));
        String without = deployment("defaulted", 3).replace("  replicas: 3\n", "");

        Response dropped = apply(DEPLOYMENTS + "/defaulted", "fieldManager=m", without);

        assertThat(dropped.at("/spec/replicas")).isEqualTo("1");
        assertThat(dropped.at("/metadata/generation")).isEqualTo("2");
    }

    @Test
    void noApplyIsLostUnderContention() {
        List<CompletableFuture<Response>> applies = IntStream.range(0, 24)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> apply(MAPS + "/busy", "fieldManager=m" + i, map("busy", "k" + i + ": v"))))
                .toList();
        applies.forEach(future -> assertThat(future.join().status()).isIn(200, 201));

        Response after = server.get(MAPS + "/busy");
        assertThat(after.json().path("data")).hasSize(24);
        assertThat(managers(after)).hasSize(24);
    }

    @Test
    void versionsHaveManagersOfTheirOwn() {
        String path = "/namespaces/default/horizontalpodautoscalers/h";
        String one = """
                {apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 3,
                 scaleTargetRef: {kind: Deployment, name: d, apiVersion: apps/v1}, targetCPUUtilizationPercentage: 50}}""";
        String two = """
                {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 4,
                 scaleTargetRef: {kind: Deployment, name: d, apiVersion: apps/v1}, metrics: [{type: Resource, resource:
                 {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]}}""";

        Response first = apply("/apis/autoscaling/v1" + path, "fieldManager=m", one);
        Response conflict = apply("/apis/autoscaling/v2" + path, "fieldManager=n", two);
        Response forced = apply("/apis/autoscaling/v2" + path, "fieldManager=n&force=true", two);

        assertThat(first.status()).isEqualTo(201);
        assertThat(conflict.message()).isEqualTo("""
                Apply failed with 2 conflicts: conflicts with "m":
                - .spec.maxReplicas
                - .spec.targetCPUUtilizationPercentage""");
        assertThat(owned(forced, "m")).isEqualTo("{\"f:spec\":{\"f:scaleTargetRef\":{}}}");
        assertThat(owned(forced, "n")).contains("f:metrics").contains("f:maxReplicas");
    }

    @Test
    void objectsTheServerMakesItselfHaveAManagerToo() {
        assertThat(managers(server.get("/api/v1/namespaces/default"))).containsExactly("kube-apiserver Update");
    }
}
