package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.JSON;
import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Delete: at once, with finalizers, with grace, of collections and namespaces. */
class DeleteIT {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWithAStatusThatNamesWhatIsGone() {
        Response created = server.post(MAPS, configMap("gone", "1"));
        Response deleted = server.delete(MAPS + "/gone");

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.text().strip())
                .isEqualTo("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                        + "\"details\":{\"name\":\"gone\",\"kind\":\"configmaps\",\"uid\":\""
                        + created.at("/metadata/uid") + "\"}}");
        assertThat(server.delete(MAPS + "/gone").message()).isEqualTo("configmaps \"gone\" not found");
    }

    @Test
    void checksPreconditions() {
        Response created = server.post(MAPS, configMap("pre", "1"));
        Response wrongUid = server.send("DELETE", MAPS + "/pre", JSON, "{\"preconditions\":{\"uid\":\"other\"}}");
        Response wrongVersion =
                server.send("DELETE", MAPS + "/pre", JSON, "{\"preconditions\":{\"resourceVersion\":\"1\"}}");
        Response right = server.send(
                "DELETE", MAPS + "/pre", JSON, "{\"preconditions\":{\"uid\":\"" + created.at("/metadata/uid") + "\"}}");

        assertThat(wrongUid.status()).isEqualTo(409);
        assertThat(wrongUid.message()).contains("the UID in the precondition (other) does not match the UID in record");
        assertThat(wrongVersion.status()).isEqualTo(409);
        assertThat(right.status()).isEqualTo(200);
    }

    @Test
    void waitsForFinalizers() {
        server.post(MAPS, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"example.com/hold\"]}}");

        Response deleted = server.delete(MAPS + "/held");
        Response again = server.delete(MAPS + "/held");
        Response added = server.merge(
                MAPS + "/held", "{\"metadata\":{\"finalizers\":[\"example.com/hold\",\"example.com/b\"]}}");
        Response released = server.merge(MAPS + "/held", "{\"metadata\":{\"finalizers\":null}}");

        assertThat(deleted.at("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(deleted.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("0");
        assertThat(again.status()).isEqualTo(200);
        assertThat(added.status()).isEqualTo(422);
        assertThat(released.status()).isEqualTo(200);
        assertThat(server.get(MAPS + "/held").status()).isEqualTo(404);
    }

    @Test
    void asksTheGarbageCollectorByFinalizer() {
        server.post(MAPS, configMap("foreground", "1"));
        server.post(MAPS, configMap("orphan", "1"));
        server.post(MAPS, configMap("background", "1"));

        Response foreground = server.delete(MAPS + "/foreground?propagationPolicy=Foreground");
        Response orphan = server.send("DELETE", MAPS + "/orphan", JSON, "{\"propagationPolicy\":\"Orphan\"}");
        Response background = server.send("DELETE", MAPS + "/background", JSON, "{\"orphanDependents\":false}");
        Response wrong = server.delete(MAPS + "/foreground?propagationPolicy=Sideways");

        assertThat(foreground.at("/metadata/finalizers/0")).isEqualTo("foregroundDeletion");
        assertThat(orphan.at("/metadata/finalizers/0")).isEqualTo("orphan");
        assertThat(background.at("/status")).isEqualTo("Success");
        assertThat(wrong.message()).contains("propagationPolicy: Unsupported value: \"Sideways\"");
    }

    @Test
    void leavesEverythingInADryRun() {
        server.post(MAPS, configMap("drydelete", "1"));

        assertThat(server.delete(MAPS + "/drydelete?dryRun=All").status()).isEqualTo(200);
        assertThat(server.get(MAPS + "/drydelete").status()).isEqualTo(200);
    }

    @Test
    void givesPodsTheirGracePeriod() {
        String pods = "/api/v1/namespaces/default/pods";
        Response created = server.post(
                pods,
                "{\"metadata\":{\"name\":\"graceful\"},\"spec\":{\"nodeName\":\"n\",\"terminationGracePeriodSeconds\":20,"
                        + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);

        Response deleted = server.delete(pods + "/graceful");
        Response shorter = server.delete(pods + "/graceful?gracePeriodSeconds=5");
        Response longer = server.delete(pods + "/graceful?gracePeriodSeconds=50");
        Response forced = server.delete(pods + "/graceful?gracePeriodSeconds=0");

        assertThat(deleted.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("20");
        assertThat(shorter.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("5");
        assertThat(longer.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("5");
        assertThat(forced.at("/kind")).isEqualTo("Pod");
        assertThat(server.get(pods + "/graceful").status()).isEqualTo(404);
    }

    @Test
    void deletesWhatASelectorMeans() {
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"collection\"}}");
        String maps = "/api/v1/namespaces/collection/configmaps";
        for (int i = 0; i < 100; i++) {
            server.post(maps, configMap("cm-" + i, i % 2 == 0 ? "even" : "odd"));
        }

        Response deleted = server.delete(maps + "?labelSelector=value%3Deven");

        assertThat(deleted.at("/kind")).isEqualTo("ConfigMapList");
        assertThat(deleted.json().at("/items").size()).isEqualTo(50);
        assertThat(server.get(maps).json().at("/items").size()).isEqualTo(50);
    }

    @Test
    void endsNamespacesInTwoSteps() {
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"ending\"}}");
        Response deleted = server.delete("/api/v1/namespaces/ending");
        Response refused = server.post("/api/v1/namespaces/ending/configmaps", configMap("late", "1"));
        Response finalized = server.put(
                "/api/v1/namespaces/ending/finalize",
                "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"ending\"},\"spec\":{}}");

        assertThat(deleted.at("/status/phase")).isEqualTo("Terminating");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("configmaps \"late\" is forbidden: unable to create new content in namespace ending because "
                        + "it is being terminated");
        assertThat(refused.at("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
        assertThat(finalized.status()).isEqualTo(200);
        assertThat(server.get("/api/v1/namespaces/ending").status()).isEqualTo(404);
    }

    @Test
    void keepsTheNamespacesEverybodyNeeds() {
        Response refused = server.delete("/api/v1/namespaces/kube-system");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("namespaces \"kube-system\" is forbidden: this namespace may not be deleted");
    }
}
