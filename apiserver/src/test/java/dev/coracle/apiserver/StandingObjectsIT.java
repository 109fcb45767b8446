package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.clock.ManualClock;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new cluster holds, as a real one does. */
class StandingObjectsIT {
    private static final ManualClock CLOCK = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(ApiServerOptions.defaults(), Stores.inMemory(StoreOptions.defaults(CLOCK)), CLOCK);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        server.get(path)
                .json()
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/name").asText()));
        return names;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/apis/scheduling.k8s.io/v1/priorityclasses | system-cluster-critical,system-node-critical",
                "/apis/networking.k8s.io/v1/servicecidrs | kubernetes",
                "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations | catch-all,exempt,global-default,"
                        + "leader-election,node-high,system,workload-high,workload-low",
                "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas | catch-all,exempt,global-default,"
                        + "kube-controller-manager,kube-scheduler,kube-system-service-accounts,probes,service-accounts,"
                        + "system-leader-election,system-node-high,system-nodes",
            })
    void areThereFromTheStart(String path, String names) {
        assertThat(names(path)).containsExactly(names.split(",", -1));
    }

    @Test
    void everyGroupVersionHasAnApiServiceThatIsAvailable() {
        assertThat(names("/apis/apiregistration.k8s.io/v1/apiservices"))
                .contains("v1.", "v1.apps", "v2.autoscaling", "v1.storage.k8s.io")
                .doesNotContain("v1.apiregistration.k8s.io");
        assertThat(server.get("/apis/apiregistration.k8s.io/v1/apiservices/v1.apps")
                        .at("/status/conditions/0/reason"))
                .isEqualTo("Local");
    }

    @Test
    void sayOfThemselvesThatTheyAreWell() {
        assertThat(server.get("/apis/networking.k8s.io/v1/servicecidrs/kubernetes")
                        .at("/status/conditions/0/type"))
                .isEqualTo("Ready");
        assertThat(server.get("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/exempt")
                        .at("/status/conditions/0/message"))
                .isEqualTo("This FlowSchema references the PriorityLevelConfiguration object named \"exempt\" and it"
                        + " exists");
    }

    @Test
    void systemPriorityClassesStay() {
        assertThat(server.delete("/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical")
                        .message())
                .isEqualTo("priorityclasses.scheduling.k8s.io \"system-node-critical\" is forbidden: this is a system"
                        + " priority class and cannot be deleted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/default/services/kubernetes",
                "/api/v1/namespaces/default/endpoints/kubernetes",
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes",
                "/apis/apiregistration.k8s.io/v1/apiservices/v1.apps",
                "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/probes",
            })
    void comeBackWhenTheyAreDeleted(String path) {
        String uid = server.get(path).at("/metadata/uid");
        assertThat(server.delete(path).status()).isEqualTo(200);

        awaitAnother(path, uid);
    }

    @Test
    void aSystemNamespaceComesBackOnceItIsGone() {
        String path = "/api/v1/namespaces/kube-node-lease";
        String uid = server.get(path).at("/metadata/uid");
        server.delete(path);
        CLOCK.advance(Duration.ofSeconds(10));
        assertThat(server.get(path).at("/status/phase")).isEqualTo("Terminating");
        server.put(path + "/finalize", "{\"metadata\": {\"name\": \"kube-node-lease\"}, \"spec\": {}}");

        awaitAnother(path, uid);
    }

    private static void awaitAnother(String path, String uid) {
        await().until(() -> {
            CLOCK.advance(Duration.ofSeconds(10));
            TestServer.Response there = server.get(path);
            return there.status() == 200 && !there.at("/metadata/uid").equals(uid);
        });
    }
}
