package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.TestServer.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only one object may hold: cluster IPs and node ports. */
class ClaimIT {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Response create(String name, String spec) {
        return server.post(
                SERVICES,
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"ports\":[{\"port\":80}]" + spec + "}}");
    }

    @Test
    void givesEveryServiceAnAddressOfItsOwnUnderContention() {
        List<CompletableFuture<Response>> creates = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> create("many-" + i, ",\"type\":\"NodePort\"")))
                .toList();

        assertThat(creates)
                .allSatisfy(created -> assertThat(created.join().status()).isEqualTo(201));
        assertThat(creates.stream().map(created -> created.join().at("/spec/clusterIP")))
                .doesNotHaveDuplicates()
                .allMatch(address -> address.startsWith("127.96."));
        assertThat(creates.stream().map(created -> created.join().at("/spec/ports/0/nodePort")))
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesAnAddressThatIsTakenUntilItIsFree() {
        // In the band below those that are given out at random.
        String address = ",\"clusterIP\":\"127.96.0.77\"";
        Response first = create("first", address);
        Response second = create("second", address);
        Response deleted = server.delete(SERVICES + "/first");
        Response third = create("second", address);

        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(second.status()).as(second.text()).isEqualTo(422);
        assertThat(second.message()).contains("provided IP is already allocated");
        assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
        assertThat(third.status()).as(third.text()).isEqualTo(201);
    }

    @Test
    void showsTheAddressOfAServiceForAsLongAsItHasIt() {
        String addresses = "/apis/networking.k8s.io/v1/ipaddresses/";
        String address =
                addresses + create("shown", ",\"clusterIP\":\"127.96.0.78\"").at("/spec/clusterIP");

        Response shown = server.get(address);
        assertThat(shown.status()).as(shown.text()).isEqualTo(200);
        assertThat(shown.json().at("/spec"))
                .hasToString(
                        "{\"parentRef\":{\"resource\":\"services\",\"namespace\":\"default\",\"name\":\"shown\"}}");
        assertThat(shown.json().at("/metadata/labels"))
                .hasToString("{\"ipaddress.kubernetes.io/ip-family\":\"IPv4\","
                        + "\"ipaddress.kubernetes.io/managed-by\":\"ipallocator.k8s.io\"}");
        assertThat(shown.at("/metadata/uid")).isNotEmpty();

        server.merge(
                SERVICES + "/shown",
                "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"e.x\",\"clusterIP\":null,\"clusterIPs\":null}}");
        assertThat(server.get(address).status()).isEqualTo(404);

        String second = addresses + create("second-shown", "").at("/spec/clusterIP");
        assertThat(server.get(second).status()).isEqualTo(200);
        server.delete(SERVICES + "/second-shown");
        assertThat(server.get(second).status()).isEqualTo(404);
    }

    @Test
    void leavesAnAddressAloneThatSomebodyElseTook() {
        Response taken = server.post(
                "/apis/networking.k8s.io/v1/ipaddresses",
                "{\"metadata\":{\"name\":\"127.96.0.79\"},\"spec\":{\"parentRef\":{\"resource\":\"things\",\"name\":\"x\"}}}");
        assertThat(taken.status()).as(taken.text()).isEqualTo(201);

        assertThat(create("late", ",\"clusterIP\":\"127.96.0.79\"").message())
                .contains("provided IP is already allocated");
    }
}
