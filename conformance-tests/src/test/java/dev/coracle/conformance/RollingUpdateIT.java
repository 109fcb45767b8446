package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Point 3 of the story: a rollout keeps its bounds, the Service never fails, and it can be undone. */
@Launched
class RollingUpdateIT {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              annotations: {kubernetes.io/change-cause: first}
            spec:
              replicas: 4
              strategy:
                rollingUpdate: {maxSurge: 1, maxUnavailable: 1}
              selector:
                matchLabels: {app: web}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers: [{name: nginx, image: "nginx:1.25"}]
            """;

    @Test
    void theServiceNeverFailsAndTheBoundsHoldWhileItRolls(Kubectl kubectl) throws Exception {
        kubectl.feed(DEPLOYMENT, "apply").ok();
        kubectl.run("expose deployment web --port=80").ok();
        kubectl.awaitRollout("web");
        String url = "http://" + kubectl.get("service web", "{.spec.clusterIP}") + "/";
        ManifestsIT.awaitPod(url);

        try (Follower bounds = kubectl.follow(
                        "get deployment web --watch -o=jsonpath={.status.availableReplicas}/{.status.replicas}{\"\\n\"}");
                Follower sizes = kubectl.follow(
                        "get replicasets -l app=web --watch -o=jsonpath={.metadata.name}/{.spec.replicas}{\"\\n\"}");
                Traffic traffic = new Traffic(URI.create(url))) {
            traffic.start();
            bounds.awaitLine("the first status", line -> line.equals("4/4"));
            sizes.awaitLine("the first size", line -> line.endsWith("/4"));
            kubectl.run("set image deployment/web nginx=nginx:1.26").prints("deployment.apps/web image updated");
            kubectl.awaitRollout("web");
            await("the new image everywhere")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> kubectl.words("pods", "{.items[*].spec.containers[0].image}").stream()
                            .allMatch("nginx:1.26"::equals));

            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.requests()).isGreaterThan(50);
            assertThat(bounds.lines()).hasSizeGreaterThan(3).allSatisfy(line -> {
                assertThat(line).matches("\\d+/\\d+");
                assertThat(number(line, 0))
                        .as("available, at least 4 - maxUnavailable")
                        .isGreaterThanOrEqualTo(3);
            });
            // What maxSurge bounds: statuses are older or newer than each other, as they are upstream.
            Map<String, Integer> size = new HashMap<>();
            assertThat(sizes.lines()).hasSizeGreaterThan(3).allSatisfy(line -> {
                size.put(line.substring(0, line.indexOf('/')), number(line, 1));
                assertThat(size.values().stream().mapToInt(Integer::intValue).sum())
                        .as("pods wanted, at most 4 + maxSurge: " + size)
                        .isLessThanOrEqualTo(5);
            });
        }
    }

    @Test
    void undoBringsBackTheEarlierReplicaSetAndKeepsTheHistory(Kubectl kubectl) {
        kubectl.feed(DEPLOYMENT, "apply").ok();
        kubectl.awaitRollout("web");
        String first = kubectl.get("replicasets", "{.items[*].metadata.name}");
        kubectl.run("set image deployment/web nginx=nginx:1.26").ok();
        kubectl.run("annotate deployment/web kubernetes.io/change-cause=second --overwrite")
                .ok();
        kubectl.awaitRollout("web");
        await("the change cause on the ReplicaSet")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(history(kubectl)).containsExactly("1 first", "2 second"));

        kubectl.run("rollout undo deployment/web").prints("deployment.apps/web rolled back");
        kubectl.awaitRollout("web");

        assertThat(kubectl.words("replicasets", "{.items[?(@.spec.replicas==4)].metadata.name}"))
                .containsExactly(first);
        assertThat(kubectl.words("replicasets", "{.items[*].metadata.name}")).hasSize(2);
        assertThat(kubectl.words("pods", "{.items[?(@.status.phase==\"Running\")].spec.containers[0].image}"))
                .contains("nginx:1.25");
        await("the history after the undo")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(history(kubectl)).containsExactly("2 second", "3 first"));
    }

    /** "revision change-cause" of each line of {@code rollout history}. */
    private static List<String> history(Kubectl kubectl) {
        List<String> lines = kubectl.run("rollout history deployment/web").ok().lines();
        return lines.subList(2, lines.size()).stream()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .toList();
    }

    private static int number(String line, int index) {
        return Integer.parseInt(line.split("/")[index]);
    }

    /** One request after the other, each on a connection of its own, until stopped. */
    private static final class Traffic implements AutoCloseable {
        private static final int MOST_REQUESTS = 100_000;

        private final URI uri;
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AtomicInteger requests = new AtomicInteger();
        private final List<String> failures = new ArrayList<>();
        private final Thread thread = new Thread(this::send, "traffic");

        Traffic(URI uri) {
            this.uri = uri;
        }

        void start() {
            thread.start();
        }

        private void send() {
            while (running.get() && requests.incrementAndGet() < MOST_REQUESTS) {
                try {
                    HttpURLConnection connection =
                            (HttpURLConnection) uri.toURL().openConnection();
                    connection.setConnectTimeout(5_000);
                    connection.setReadTimeout(5_000);
                    connection.setRequestProperty("Connection", "close");
                    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                        failures.add("status " + connection.getResponseCode());
                    }
                    connection.getInputStream().readAllBytes();
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }
        }

        int requests() {
            return requests.get();
        }

        /** What went wrong. */
        List<String> stop() throws InterruptedException {
            running.set(false);
            thread.join();
            return failures;
        }

        @Override
        public void close() throws InterruptedException {
            stop();
        }
    }
}
