package dev.coracle.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevisionsTest {
    private final Deployment deployment = new DeploymentBuilder(RolloutPlanTest.deployment(3, "25%", "25%"))
            .editMetadata()
            .addToAnnotations("kubernetes.io/change-cause", "kubectl set image")
            .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
            .addToAnnotations(Revisions.REVISION, "7")
            .endMetadata()
            .build();

    @Test
    void theNewReplicaSetInheritsTheCauseButNotWhatIsTheDeploymentsOwn() {
        assertThat(Revisions.forNewest(deployment, RolloutPlanTest.replicaSet("new", 2, 0, 0), 8))
                .isEqualTo(Map.of("kubernetes.io/change-cause", "kubectl set image", Revisions.REVISION, "8"));
    }

    @Test
    void rollingBackKeepsTheEarlierRevisionsInTheHistory() {
        ReplicaSet first = withRevision("1", null);
        Map<String, String> once = Revisions.forNewest(deployment, first, 3);
        assertThat(once).containsEntry(Revisions.REVISION, "3").containsEntry(Revisions.HISTORY, "1");

        Map<String, String> twice = Revisions.forNewest(deployment, withRevision("3", "1"), 5);
        assertThat(twice).containsEntry(Revisions.REVISION, "5").containsEntry(Revisions.HISTORY, "1,3");
    }

    @Test
    void theHistoryDropsItsOldestWhenItGetsTooLong() {
        String long1 = "1,".repeat(998) + "22222"; // 2001 characters with the next one's comma
        Map<String, String> result = Revisions.forNewest(deployment, withRevision("3", long1), 4);

        assertThat(result.get(Revisions.HISTORY)).hasSizeLessThanOrEqualTo(2000).endsWith(",22222,3");
    }

    @Test
    void aRevisionNeverGoesDown() {
        assertThat(Revisions.forNewest(deployment, withRevision("9", null), 4)).containsEntry(Revisions.REVISION, "9");
    }

    @Test
    void aRevisionHasAsManyDigitsAsGoesIntoALong() {
        assertThat(Revisions.highest(List.of(withRevision("3546343826724305832", null), withRevision("2", null))))
                .isEqualTo(3546343826724305832L);
    }

    @Test
    void aRevisionThatIsNoNumberCountsAsNone() {
        assertThat(Revisions.revision(withRevision("first", null))).isZero();
        assertThat(Revisions.revision(withRevision("92233720368547758080", null)))
                .isZero();
    }

    @Test
    void theTemplateIsFoundAgainWhateverItsHashLabelSays() {
        ReplicaSet made = ReplicaSetWriter.describeNewest(new Rollout(deployment, null, List.of()));

        assertThat(made.getMetadata().getName()).matches("web-[bcdfghjklmnpqrstvwxz2456789]{1,10}");
        assertThat(made.getSpec().getSelector().getMatchLabels())
                .containsEntry("app", "web")
                .containsEntry("pod-template-hash", made.getMetadata().getName().substring(4));
        assertThat(made.getSpec().getReplicas()).isEqualTo(3);
        assertThat(made.getMetadata().getAnnotations())
                .containsEntry(Revisions.DESIRED_REPLICAS, "3")
                .containsEntry(Revisions.MAX_REPLICAS, "4");
        assertThat(Rollout.hasTemplateOf(made, deployment)).isTrue();
        assertThat(Rollout.of(deployment, List.of(made)).newest()).isEqualTo(made);
    }

    @Test
    void theHashDependsOnTheTemplateAndOnTheCollisionsOnly() {
        String hash = TemplateHash.of(deployment.getSpec().getTemplate(), 0);
        Deployment other = new DeploymentBuilder(deployment)
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage("nginx:1.16.1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();

        assertThat(TemplateHash.of(
                        new DeploymentBuilder(deployment).build().getSpec().getTemplate(), 0))
                .isEqualTo(hash);
        assertThat(TemplateHash.of(other.getSpec().getTemplate(), 0)).isNotEqualTo(hash);
        assertThat(TemplateHash.of(deployment.getSpec().getTemplate(), 1)).isNotEqualTo(hash);
    }

    private static ReplicaSet withRevision(String revision, String history) {
        ReplicaSet replicaSet = new ReplicaSetBuilder(RolloutPlanTest.replicaSet("old", 1, 0, 0))
                .editMetadata()
                .addToAnnotations(Revisions.REVISION, revision)
                .endMetadata()
                .build();
        if (history != null) {
            replicaSet.getMetadata().getAnnotations().put(Revisions.HISTORY, history);
        }
        return replicaSet;
    }
}
