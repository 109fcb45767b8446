package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.apiserver.TestServer.Response;
import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Start, stop, start again, and two at a time. */
class LifecycleIT {
    @Test
    void startsWithWhatAClusterHolds() {
        try (TestServer server = new TestServer()) {
            int port = server.address().getPort();
            Response kubernetes = server.get("/api/v1/namespaces/default/services/kubernetes");
            Response dns = server.get("/api/v1/namespaces/kube-system/services/kube-dns");
            Response slice = server.get("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes");

            for (String namespace : new String[] {"default", "kube-system", "kube-public", "kube-node-lease"}) {
                assertThat(server.get("/api/v1/namespaces/" + namespace).at("/status/phase"))
                        .isEqualTo("Active");
            }
            assertThat(kubernetes.at("/spec/clusterIP")).isEqualTo("127.96.0.1");
            assertThat(kubernetes.at("/spec/ports/0/targetPort")).isEqualTo(Integer.toString(port));
            assertThat(server.get("/api/v1/namespaces/default/endpoints/kubernetes")
                            .at("/subsets/0/ports/0/port"))
                    .isEqualTo(Integer.toString(port));
            assertThat(slice.at("/endpoints/0/addresses/0")).isEqualTo("127.0.0.1");
            assertThat(slice.at("/metadata/labels/kubernetes.io~1service-name")).isEqualTo("kubernetes");
            assertThat(dns.status()).as("an add-on's business").isEqualTo(404);
        }
    }

    @Test
    void refusesAPortInUseInOneSentence() {
        try (TestServer first = new TestServer();
                Clock clock = Clock.system();
                Store store = Stores.inMemory(StoreOptions.defaults(clock))) {
            int port = first.address().getPort();
            ApiServer second = new ApiServer(ApiServerOptions.defaults().withPort(port), store, clock);

            assertThatThrownBy(second::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port)
                    .hasMessageContaining("in use");
            second.close();
        }
    }

    @Test
    void sharesNothingWithItsNeighbour() {
        try (TestServer one = new TestServer();
                TestServer other = new TestServer()) {
            one.post("/api/v1/namespaces/default/configmaps", configMap("mine", "1"));

            assertThat(one.get("/api/v1/namespaces/default/configmaps/mine").status())
                    .isEqualTo(200);
            assertThat(other.get("/api/v1/namespaces/default/configmaps/mine").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void findsEverythingAgainAndMendsWhatNamesItsPort() throws Exception {
        try (Clock clock = Clock.system();
                Store store = Stores.inMemory(StoreOptions.defaults(clock))) {
            HttpClient client = HttpClient.newHttpClient();
            String path = "/api/v1/namespaces/default/services/kubernetes";
            String before;
            try (ApiServer first = new ApiServer(ApiServerOptions.defaults(), store, clock)) {
                first.start();
                before = get(client, first.address().resolve(path));
            }
            try (ApiServer second = new ApiServer(ApiServerOptions.defaults(), store, clock)) {
                second.start();
                String after = get(client, second.address().resolve(path));

                assertThat(TestServer.parse(after).at("/metadata/uid"))
                        .isEqualTo(TestServer.parse(before).at("/metadata/uid"));
                assertThat(TestServer.parse(after)
                                .at("/spec/ports/0/targetPort")
                                .asInt())
                        .isEqualTo(second.address().getPort());
            }
        }
    }

    private static String get(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void endsOpenWatchesWhenItCloses() throws Exception {
        TestServer server = new TestServer();
        HttpResponse<Stream<String>> watch = server.stream("/api/v1/nodes?watch=1&timeoutSeconds=300");

        server.close();

        assertThat(watch.body().toList()).isEmpty();
    }

    @Test
    void closesTwiceAndStartsOnce() {
        TestServer server = new TestServer();
        server.close();
        server.close();

        assertThatThrownBy(server::address).isInstanceOf(IllegalStateException.class);
    }
}
