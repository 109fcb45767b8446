package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.storage.KeyRange;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one request sets off, through all controllers, is stored with its id. */
class CauseIT {
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void post(String path, String id, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(cluster.apiServer().resolve(path))
                .header("Content-Type", "application/json")
                .header("Audit-Id", id)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** The causes of all changes below a key, in their order. */
    private static List<String> causes(String prefix) {
        List<String> causes = new ArrayList<>();
        cluster.store()
                .history(
                        KeyRange.prefix(prefix),
                        cluster.store().compactedRevision(),
                        event -> causes.add(String.valueOf(event.cause())));
        return causes;
    }

    @Test
    void aDeploymentIsTheCauseOfItsReplicaSetItsPodsAndTheirEndpoints() throws IOException, InterruptedException {
        post("/api/v1/namespaces/default/services", "expose-1", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},
                 "spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}
                """);
        await().untilAsserted(() -> assertThat(causes("/registry/discovery.k8s.io/endpointslices/default/web"))
                .containsExactly("expose-1"));

        post("/apis/apps/v1/namespaces/default/deployments", "rollout-1", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
                 "spec":{"replicas":5,"selector":{"matchLabels":{"app":"web"}},"template":{
                  "metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}
                """);
        await().untilAsserted(() -> assertThat(cluster.client()
                        .apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("web")
                        .get()
                        .getStatus()
                        .getAvailableReplicas())
                .isEqualTo(5));
        await().untilAsserted(() -> assertThat(causes("/registry/discovery.k8s.io/endpointslices/default/web"))
                .contains("rollout-1"));

        assertThat(causes("/registry/apps/replicasets/default/web"))
                .isNotEmpty()
                .containsOnly("rollout-1");
        assertThat(causes("/registry/pods/default/web"))
                .hasSizeGreaterThanOrEqualTo(15)
                .containsOnly("rollout-1");
        assertThat(causes("/registry/discovery.k8s.io/endpointslices/default/web"))
                .containsOnly("expose-1", "rollout-1");
    }
}
