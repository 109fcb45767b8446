package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coracle.apiserver.TestServer.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Binding and logs, the latter against a kubelet of the test's own. */
class PodIT {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static TestServer server;
    private static HttpServer kubelet;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
        server.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        kubelet = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        kubelet.createContext("/containerLogs/", exchange -> {
            boolean waiting = exchange.getRequestURI().getPath().endsWith("/waiting");
            byte[] body = (waiting
                            ? "container \"waiting\" in pod \"two\" is waiting to start: ContainerCreating"
                            : exchange.getRequestURI() + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(waiting ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        kubelet.start();
        Response node = server.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n1\"},\"spec\":{}}");
        assertThat(node.status()).as(node.text()).isEqualTo(201);
        Response published = server.merge(
                "/api/v1/nodes/n1/status",
                "{\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"127.0.0.1\"}],"
                        + "\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":"
                        + kubelet.getAddress().getPort() + "}}}}");
        assertThat(published.status()).as(published.text()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        kubelet.stop(0);
        server.close();
    }

    private static void create(String name, String... containers) {
        StringBuilder list = new StringBuilder();
        for (String container : containers) {
            list.append(list.isEmpty() ? "" : ",")
                    .append("{\"name\":\"")
                    .append(container)
                    .append("\",\"image\":\"i\"}");
        }
        Response created = server.post(
                PODS, "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[" + list + "]}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }

    private static Response bind(String name, String node) {
        return server.post(
                PODS + "/" + name + "/binding",
                "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"target\":{\"kind\":\"Node\",\"name\":\"" + node + "\"}}");
    }

    @Test
    void bindsOnce() {
        create("bound", "c");

        Response first = bind("bound", "n1");
        Response second = bind("bound", "n2");

        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.at("/status")).isEqualTo("Success");
        Response pod = server.get(PODS + "/bound");
        assertThat(pod.at("/spec/nodeName")).isEqualTo("n1");
        assertThat(pod.text()).contains("PodScheduled");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.message())
                .isEqualTo("Operation cannot be fulfilled on pods/binding \"bound\": pod bound is already assigned to "
                        + "node \"n1\"");
    }

    @Test
    void bindsThroughTheOldPath() {
        create("oldbound", "c");

        Response bound = server.post(
                "/api/v1/namespaces/default/bindings",
                "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"oldbound\"},"
                        + "\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}");

        assertThat(bound.status()).as(bound.text()).isEqualTo(201);
        assertThat(server.get(PODS + "/oldbound").at("/spec/nodeName")).isEqualTo("n1");
    }

    @Test
    void fetchesLogsFromTheNode() {
        create("logged", "main");
        assertThat(server.get(PODS + "/logged/log").status()).isEqualTo(204);
        bind("logged", "n1");

        Response log = server.get(PODS + "/logged/log?tailLines=5&timestamps=true");

        assertThat(log.status()).as(log.text()).isEqualTo(200);
        assertThat(log.header("Content-Type")).isEqualTo("text/plain");
        assertThat(log.text()).isEqualTo("/containerLogs/default/logged/main?timestamps=true&tailLines=5\n");
    }

    @Test
    void asksForTheContainerItMeans() {
        create("two", "one", "waiting");
        bind("two", "n1");

        assertThat(server.get(PODS + "/two/log").message())
                .isEqualTo("a container name must be specified for pod two, choose one of: [one waiting]");
        assertThat(server.get(PODS + "/two/log?container=three").message())
                .isEqualTo("container three is not valid for pod two");
        Response waiting = server.get(PODS + "/two/log?container=waiting");
        assertThat(waiting.status()).isEqualTo(400);
        assertThat(waiting.message())
                .isEqualTo("container \"waiting\" in pod \"two\" is waiting to start: ContainerCreating");
        assertThat(server.get(PODS + "/two/log?container=one&tailLines=-1").status())
                .isEqualTo(422);
    }
}
