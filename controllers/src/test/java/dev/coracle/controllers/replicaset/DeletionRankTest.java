package dev.coracle.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controllers.core.ComparatorContract;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeletionRankTest {
    private final Instant now = Instant.parse("2026-01-01T01:00:00Z");

    @Test
    void thePodThatIsMissedLeastGoesFirst() {
        List<Pod> expected = List.of(
                pod("unscheduled", null, "Pending", null, 0, null, 0),
                pod("pending", "n1", "Pending", null, 0, null, 0),
                pod("unready", "n1", "Running", null, 0, null, 0),
                pod("cheap", "n1", "Running", "2026-01-01T00:00:00Z", 0, "-5", 0),
                pod("doubled", "n2", "Running", "2026-01-01T00:00:00Z", 0, null, 0),
                pod("recently-ready", "n3", "Running", "2026-01-01T00:59:59Z", 0, null, 0),
                pod("restarted", "n4", "Running", "2026-01-01T00:00:00Z", 4, null, 0),
                pod("young", "n5", "Running", "2026-01-01T00:00:00Z", 0, null, 3599),
                pod("dear", "n6", "Running", "2026-01-01T00:00:00Z", 0, "100", 0));
        List<Pod> related = new ArrayList<>(expected);
        related.add(pod("sibling", "n2", "Running", "2026-01-01T00:00:00Z", 0, null, 0));
        List<Pod> shuffled = new ArrayList<>(expected);
        Collections.shuffle(shuffled, new Random(7));

        List<Pod> chosen = new ArrayList<>(shuffled);
        // n1 holds three: compared among equals only, since readiness and cost come first.
        chosen.sort(DeletionRank.order(related, now));

        assertThat(chosen)
                .extracting(p -> p.getMetadata().getName())
                .containsExactly(
                        expected.stream().map(p -> p.getMetadata().getName()).toArray(String[]::new));
    }

    @Test
    void choosesAsManyAsAskedFor() {
        List<Pod> pods = List.of(
                pod("a", "n1", "Running", "2026-01-01T00:00:00Z", 0, null, 0),
                pod("b", "n2", "Pending", null, 0, null, 0));

        assertThat(DeletionRank.choose(pods, pods, 1, now))
                .extracting(p -> p.getMetadata().getName())
                .containsExactly("b");
        assertThat(DeletionRank.choose(pods, pods, 5, now)).hasSize(2);
    }

    @Test
    void isAnOrderWhateverThePodsAreLike() {
        Random random = new Random(11);
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String ready = random.nextInt(4) == 0 ? null : "2026-01-01T00:59:5" + random.nextInt(10) + "Z";
            pods.add(pod(
                    "p" + random.nextInt(1000),
                    random.nextInt(5) == 0 ? null : "n" + random.nextInt(2),
                    List.of("Pending", "Running", "Unknown").get(random.nextInt(3)),
                    ready,
                    random.nextInt(3),
                    random.nextInt(3) == 0 ? "" + random.nextInt(2) : null,
                    3590 + random.nextInt(10)));
        }

        ComparatorContract.check(DeletionRank.order(pods, now), pods);
    }

    @Test
    void manyPodsOfOneAgeAndDifferentRestartsCanBeSorted() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Pod> pods = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                pods.add(pod(
                        "p" + random.nextInt(),
                        "n1",
                        "Running",
                        "2026-01-01T00:59:5" + random.nextInt(10) + "Z",
                        random.nextInt(3),
                        null,
                        3590 + random.nextInt(5)));
            }

            assertThat(DeletionRank.choose(pods, pods, 50, now))
                    .as("seed %d", seed)
                    .hasSize(50);
        }
    }

    private static Pod pod(
            String name, String node, String phase, String readySince, int restarts, String cost, int bornSecond) {
        PodBuilder builder = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid(name)
                .withCreationTimestamp(Instant.parse("2026-01-01T00:00:00Z")
                        .plusSeconds(bornSecond)
                        .toString())
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .addNewContainerStatus()
                .withRestartCount(restarts)
                .endContainerStatus()
                .endStatus();
        if (cost != null) {
            builder.editMetadata()
                    .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", cost)
                    .endMetadata();
        }
        if (readySince != null) {
            builder.editStatus()
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("True")
                    .withLastTransitionTime(readySince)
                    .endCondition()
                    .endStatus();
        }
        return builder.build();
    }
}
