package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.controlplane.AddressClaim;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 7 of the story: a stop, kind or unkind, loses nothing. */
class RestartIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final String IDENTITIES =
            "{range .items[*]}{.kind}/{.metadata.name}/{.metadata.uid}/{.metadata.resourceVersion}{\"\\n\"}{end}";

    enum Stop {
        CTRL_C,
        KILL;

        void stop(Cluster cluster) {
            if (this == KILL) {
                cluster.kill();
            } else {
                assertThat(cluster.interrupt()).isLessThan(STOP_LIMIT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingIsThereAfterAStopAndAWatchGoesOn(Stop stop, @TempDir Path folder) {
        try (AddressClaim claim = AddressClaim.take()) {
            String version;
            String identities;
            List<String> pods;
            Cluster first = Cluster.up(folder, claim.addresses());
            try (first) {
                Kubectl kubectl = first.kubectl();
                kubectl.run("create configmap before").ok();
                kubectl.run("apply -f " + Seeds.file("complete-example")).ok();
                kubectl.awaitRollout("web-app");
                version = kubectl.get("configmap before", "{.metadata.resourceVersion}");
                kubectl.run("label configmap before x=y").ok();
                identities = kubectl.get("configmaps,services,deployments", IDENTITIES);
                pods = kubectl.words("pods", "{.items[*].metadata.uid}");
                stop.stop(first);
            }
            try (Cluster second = Cluster.up(folder, claim.addresses())) {
                Kubectl kubectl = second.kubectl();
                await("pods that run again").atMost(SOON).untilAsserted(() -> {
                    kubectl.awaitRollout("web-app");
                    assertThat(kubectl.words("pods", "{.items[*].status.containerStatuses[0].restartCount}"))
                            .containsOnly("1");
                });
                assertThat(kubectl.words("pods", "{.items[*].metadata.uid}")).containsExactlyElementsOf(pods);
                assertThat(stable(kubectl.get("configmaps,services,deployments", IDENTITIES)))
                        .isEqualTo(stable(identities));
                assertThat(Curl.pod("http://" + kubectl.get("service web-service", "{.spec.clusterIP}")))
                        .startsWith("web-app-");
                Outcome watched = Curl.run(second.api()
                        + "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1&resourceVersion="
                        + version);
                assertThat(watched.ok().lines())
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("\"type\":\"MODIFIED\"")
                        .contains("\"x\":\"y\"");
            }
        }
    }

    /** What moves by itself: a Deployment's status with its pods; the API server's own Service with its port. */
    private static List<String> stable(String identities) {
        return identities
                .lines()
                .filter(line -> !line.startsWith("Service/kubernetes/"))
                .map(line -> line.startsWith("Deployment/") ? line.substring(0, line.lastIndexOf('/')) : line)
                .toList();
    }
}
