package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.apiserver.TestServer.Response;
import dev.coracle.clock.ManualClock;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server does to its own objects, on a clock that only the test moves. */
class UpkeepIT {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String EVENTS = "/api/v1/namespaces/default/events";
    private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";
    private static final String TRACKING =
            "/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final TestServer server =
            new TestServer(ApiServerOptions.defaults(), Stores.inMemory(StoreOptions.defaults(clock)), clock);

    /** The loops' one thread makes the ConfigMap after its first sweep, which so is not in the tests' way. */
    @BeforeEach
    void awaitTheFirstSweep() {
        awaitStatus(TRACKING, 200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void serve(String name, String address) {
        Response created = server.post(
                SERVICES,
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"clusterIP\":\"" + address
                        + "\",\"ports\":[{\"port\":80}]}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }

    private void awaitStatus(String path, int status) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.get(path).status()).isEqualTo(status));
    }

    private void awaitEvent(String reason, String message) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.get(EVENTS).json().at("/items"))
                        .anySatisfy(event -> {
                            assertThat(event.path("reason").asText()).isEqualTo(reason);
                            assertThat(event.path("message").asText()).isEqualTo(message);
                            assertThat(event.path("reportingComponent").asText())
                                    .isEqualTo("ipallocator-repair-controller");
                        }));
    }

    @Test
    void makesAnAddressThatWasDeletedByHandAgain() {
        serve("shown", "127.96.0.80");
        String address = ADDRESSES + "/127.96.0.80";
        String uid = server.get(address).at("/metadata/uid");
        assertThat(server.delete(address).status()).isEqualTo(200);
        assertThat(server.get(address).status()).isEqualTo(404);

        clock.advance(Duration.ofMinutes(3));

        awaitStatus(address, 200);
        assertThat(server.get(address).at("/metadata/uid")).isNotEqualTo(uid);
        assertThat(server.get(address).at("/spec/parentRef/name")).isEqualTo("shown");
        awaitEvent("ClusterIPNotAllocated", "Cluster IP [IPv4]: 127.96.0.80 is not allocated; repairing");
    }

    @Test
    void givesAnAddressBackToTheServiceThatHoldsIt() {
        serve("right", "127.96.0.81");
        String address = ADDRESSES + "/127.96.0.81";
        assertThat(server.delete(address).status()).isEqualTo(200);
        assertThat(server.post(ADDRESSES, byHand("127.96.0.81", "wrong", "")).status())
                .isEqualTo(201);

        clock.advance(Duration.ofMinutes(3));

        awaitEvent(
                "ClusterIPNotAllocated",
                "the ClusterIP [IPv4]: 127.96.0.81 for Service default/right has a wrong reference; repairing");
        await().untilAsserted(() ->
                assertThat(server.get(address).at("/spec/parentRef/name")).isEqualTo("right"));
    }

    @Test
    void deletesAnAddressOfItsOwnThatNobodyHolds() {
        String label = ",\"labels\":{\"ipaddress.kubernetes.io/managed-by\":\"ipallocator.k8s.io\"}";
        server.post(ADDRESSES, byHand("127.96.0.82", "gone", label));
        server.post(ADDRESSES, byHand("127.96.0.83", "gone", ""));

        clock.advance(Duration.ofMinutes(3));

        awaitStatus(ADDRESSES + "/127.96.0.82", 404);
        awaitEvent(
                "IPAddressNotAllocated",
                "IPAddress: 127.96.0.82 for Service default/gone appears to have leaked: cleaning up");
        assertThat(server.get(ADDRESSES + "/127.96.0.83").status()).isEqualTo(200);
    }

    private static String byHand(String address, String service, String labels) {
        return "{\"metadata\":{\"name\":\"" + address + "\"" + labels
                + "},\"spec\":{\"parentRef\":{\"resource\":\"services\",\"namespace\":\"default\",\"name\":\""
                + service + "\"}}}";
    }

    @Test
    void saysSinceWhichDayOldTokensAreTracked() {
        assertThat(server.get(TRACKING).at("/data/since")).isEqualTo("2026-01-01");

        server.merge(TRACKING, "{\"data\":{\"since\":\"long ago\"}}");
        await().untilAsserted(
                        () -> assertThat(server.get(TRACKING).at("/data/since")).isEqualTo("2026-01-01"));

        server.delete(TRACKING);
        clock.advance(Duration.ofMinutes(29));
        assertThat(server.get(TRACKING).status()).isEqualTo(404);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            clock.advance(Duration.ofMinutes(2)); // again, as the thread may just have asked what time it is
            return server.get(TRACKING).status() == 200;
        });
    }
}
