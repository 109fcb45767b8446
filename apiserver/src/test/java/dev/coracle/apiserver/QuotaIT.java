package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Quotas hold writers to what is left of them; the controller's part, the first count, is played by the test. */
class QuotaIT {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A namespace with a quota named {@code q} of which some is used. */
    private static String namespace(String name, String spec, String hard, String used) {
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}");
        String path = "/api/v1/namespaces/" + name;
        server.post(path + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        Response quota = server.post(
                path + "/resourcequotas", "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":" + hard + spec + "}}");
        assertThat(quota.status()).as(quota.text()).isEqualTo(201);
        Response counted = server.merge(
                path + "/resourcequotas/q/status", "{\"status\":{\"hard\":" + hard + ",\"used\":" + used + "}}");
        assertThat(counted.status()).as(counted.text()).isEqualTo(200);
        return path;
    }

    private static String used(String path) {
        return server.get(path + "/resourcequotas/q").json().at("/status/used").toString();
    }

    private static Response configMap(String path, String name) {
        return server.post(path + "/configmaps", TestServer.configMap(name, "v"));
    }

    private static Response pod(String path, String name, String resources) {
        return server.post(
                path + "/pods",
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\","
                        + "\"resources\":" + resources + "}]}}");
    }

    @Test
    void countsObjectsAndRefusesOneTooMany() {
        String hard = "{\"configmaps\":\"2\",\"count/configmaps\":\"5\",\"count/deployments.apps\":\"0\"}";
        String path = namespace(
                "counts",
                "",
                hard,
                "{\"configmaps\":\"1\",\"count/configmaps\":\"1\",\"count/deployments.apps\":\"0\"}");

        assertThat(configMap(path, "one").status()).isEqualTo(201);
        Response second = configMap(path, "two");

        assertThat(second.status()).isEqualTo(403);
        assertThat(second.message())
                .isEqualTo("configmaps \"two\" is forbidden: exceeded quota: q, requested: configmaps=1,"
                        + " used: configmaps=2, limited: configmaps=2");
        assertThat(used(path))
                .isEqualTo("{\"configmaps\":\"2\",\"count/configmaps\":\"2\",\"count/deployments.apps\":\"0\"}");
        assertThat(server.get(path + "/resourcequotas/q").text()).contains("\"manager\":\"kube-apiserver\"");
        Response deployment = server.post(
                "/apis/apps/v1/namespaces/counts/deployments",
                "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":"
                        + "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\","
                        + "\"image\":\"i\"}]}}}}");
        assertThat(deployment.message())
                .isEqualTo("deployments.apps \"d\" is forbidden: exceeded quota: q, requested:"
                        + " count/deployments.apps=1, used: count/deployments.apps=0, limited:"
                        + " count/deployments.apps=0");
    }

    @Test
    void letsNoMoreThroughThanAreLeftHoweverManyAskAtOnce() {
        String path = namespace("crowd", "", "{\"configmaps\":\"10\"}", "{\"configmaps\":\"0\"}");

        List<CompletableFuture<Response>> creates = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> configMap(path, "many-" + i)))
                .toList();

        assertThat(creates.stream().filter(created -> created.join().status() == 201))
                .hasSize(10);
        assertThat(creates.stream().filter(created -> created.join().status() == 403))
                .hasSize(30);
        assertThat(used(path)).isEqualTo("{\"configmaps\":\"10\"}");
    }

    @Test
    void holdsPodsToWhatTheyAskFor() {
        String path = namespace(
                "pods",
                "",
                "{\"pods\":\"3\",\"requests.cpu\":\"1\",\"limits.memory\":\"1Gi\"}",
                "{\"pods\":\"0\",\"requests.cpu\":\"0\",\"limits.memory\":\"0\"}");

        assertThat(pod(path, "silent", "{}").message())
                .isEqualTo("pods \"silent\" is forbidden: failed quota: q: must specify limits.memory for: c;"
                        + " requests.cpu for: c");
        Response fits = pod(path, "fits", "{\"requests\":{\"cpu\":\"600m\"},\"limits\":{\"memory\":\"512Mi\"}}");
        assertThat(fits.status()).as(fits.text()).isEqualTo(201);
        assertThat(used(path)).isEqualTo("{\"limits.memory\":\"512Mi\",\"pods\":\"1\",\"requests.cpu\":\"600m\"}");
        assertThat(pod(path, "large", "{\"requests\":{\"cpu\":\"500m\"},\"limits\":{\"memory\":\"768Mi\"}}")
                        .message())
                .isEqualTo("pods \"large\" is forbidden: exceeded quota: q, requested:"
                        + " limits.memory=768Mi,requests.cpu=500m, used: limits.memory=512Mi,requests.cpu=600m,"
                        + " limited: limits.memory=1Gi,requests.cpu=1");
    }

    @Test
    void countsOnlyWhatIsInScope() {
        String path = namespace("scoped", ",\"scopes\":[\"BestEffort\"]", "{\"pods\":\"0\"}", "{\"pods\":\"0\"}");

        assertThat(pod(path, "eager", "{\"requests\":{\"cpu\":\"1\"}}").status())
                .isEqualTo(201);
        assertThat(pod(path, "idle", "{}").message())
                .isEqualTo("pods \"idle\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0,"
                        + " limited: pods=0");
    }

    @Test
    void chargesAServiceForBecomingMore() {
        String path = namespace(
                "services",
                "",
                "{\"services\":\"5\",\"services.nodeports\":\"1\"}",
                "{\"services\":\"0\",\"services.nodeports\":\"0\"}");
        Response created = server.post(
                path + "/services",
                "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"name\":\"a\",\"port\":80},"
                        + "{\"name\":\"b\",\"port\":81}]}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);

        assertThat(server.merge(path + "/services/s", "{\"spec\":{\"type\":\"NodePort\"}}")
                        .message())
                .isEqualTo("services \"s\" is forbidden: exceeded quota: q, requested: services.nodeports=2,"
                        + " used: services.nodeports=0, limited: services.nodeports=1");
        assertThat(used(path)).isEqualTo("{\"services\":\"1\",\"services.nodeports\":\"0\"}");
    }

    @Test
    void chargesNothingForADryRunOrARefusal() {
        String path = namespace("dry", "", "{\"configmaps\":\"2\"}", "{\"configmaps\":\"0\"}");

        assertThat(server.post(path + "/configmaps?dryRun=All", TestServer.configMap("dry", "v"))
                        .status())
                .isEqualTo(201);
        assertThat(configMap(path, "wet").status()).isEqualTo(201);
        assertThat(configMap(path, "wet").status()).isEqualTo(409);

        assertThat(used(path)).isEqualTo("{\"configmaps\":\"1\"}");
    }

    @Test
    void refusesWhatNobodyHasCountedYet() {
        String path = namespace("unknown", "", "{\"configmaps\":\"2\"}", "{}");

        assertThat(configMap(path, "early").message())
                .isEqualTo("configmaps \"early\" is forbidden: status unknown for quota: q, resources: configmaps");
    }
}
