package dev.coracle.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutPlanTest {

    @ParameterizedTest
    @CsvSource({
        // replicas, maxSurge, maxUnavailable -> surge, unavailable
        "3, 25%, 25%, 1, 0",
        "10, 25%, 25%, 3, 2",
        "4, 25%, 25%, 1, 1",
        "3, 0, 10%, 0, 1",
        "2, 1, 5, 1, 2",
        "0, 25%, 25%, 0, 0",
        "1, 100%, 0, 1, 0",
    })
    void surgeRoundsUpAndUnavailableRoundsDown(
            int replicas, String surge, String unavailable, int expectedSurge, int expectedUnavailable) {
        Bounds bounds = Bounds.of(deployment(replicas, surge, unavailable));

        assertThat(bounds.maxSurge()).isEqualTo(expectedSurge);
        // Both zero means one, except that nobody can miss more pods than there are.
        assertThat(bounds.maxUnavailable()).isEqualTo(expectedUnavailable);
    }

    @ParameterizedTest
    @CsvSource({
        // replicas, surge, unavailable, new(spec/available), old(spec/available) -> new, old
        "3, 25%, 25%, 0, 0, 3, 3, 1, 3", // surge one
        "3, 25%, 25%, 1, 0, 3, 3, 1, 3", // wait for it
        "3, 25%, 25%, 1, 1, 3, 3, 1, 2", // it serves: one old may go
        "3, 25%, 25%, 1, 1, 2, 2, 2, 2", // and the next comes
        "3, 25%, 25%, 3, 3, 1, 1, 3, 0", // the last one
        "3, 25%, 25%, 3, 3, 0, 0, 3, 0", // done
        "10, 3, 2, 0, 0, 10, 10, 3, 10",
        "10, 3, 2, 3, 0, 10, 10, 3, 8", // unavailability allows two at once
        "10, 3, 2, 5, 0, 8, 8, 5, 8", // crash looping new pods: stop here
        "10, 3, 2, 5, 0, 8, 7, 5, 8", // a node fails meanwhile: still stop
        "3, 0, 1, 0, 0, 3, 3, 0, 2", // no surge: make room first
        "3, 0, 1, 0, 0, 2, 2, 1, 2",
        "3, 1, 0, 1, 0, 3, 2, 1, 3", // an old one is unhealthy, but nothing may be missing
        "4, 1, 1, 2, 0, 3, 1, 2, 3", // over the minimum by none
        "10, 3, 2, 1, 1, 12, 4, 1, 7", // of 8 unhealthy old ones 13 - 8 = 5 may go
        "3, 25%, 25%, 5, 5, 0, 0, 3, 0", // scaled down while new is too large
        "12, 3, 2, 3, 0, 12, 18, 3, 10", // scaled down a moment ago: of 18 that are said to be available 6 are going
        "12, 3, 2, 3, 5, 12, 12, 3, 7", // of 5 new ones 2 are going: 3 and 7 remain
    })
    void takesOneSafeStepAtATime(
            int replicas,
            String surge,
            String unavailable,
            int newSpec,
            int newAvailable,
            int oldSpec,
            int oldAvailable,
            int expectedNew,
            int expectedOld) {
        ReplicaSet newest = replicaSet("new", 2, newSpec, newAvailable);
        ReplicaSet old = replicaSet("old", 1, oldSpec, oldAvailable);
        Rollout rollout = new Rollout(deployment(replicas, surge, unavailable), newest, List.of(old));

        Map<String, Integer> sizes = sizes(rollout, RolloutPlan.rollingStep(rollout, newest));

        assertThat(sizes).isEqualTo(Map.of("new", expectedNew, "old", expectedOld));
    }

    @Test
    void neverGoesBelowTheMinimumNorAboveTheMaximumAndAlwaysArrives() {
        for (int replicas = 1; replicas <= 12; replicas++) {
            for (String surge : List.of("0", "1", "25%", "100%")) {
                for (String unavailable : List.of("0", "1", "25%", "100%")) {
                    rollToTheEnd(deployment(replicas, surge, unavailable));
                }
            }
        }
    }

    private static void rollToTheEnd(Deployment deployment) {
        Bounds bounds = Bounds.of(deployment);
        int newSize = 0;
        int oldSize = bounds.replicas();
        for (int steps = 0; newSize != bounds.replicas() || oldSize != 0; steps++) {
            assertThat(steps).as("steps of %s", bounds).isLessThan(100);
            // Every pod becomes available between two steps.
            ReplicaSet newest = replicaSet("new", 2, newSize, newSize);
            Rollout rollout = new Rollout(deployment, newest, List.of(replicaSet("old", 1, oldSize, oldSize)));
            Map<String, Integer> sizes = sizes(rollout, RolloutPlan.rollingStep(rollout, newest));
            int stillAvailable = Math.min(newSize, sizes.get("new")) + Math.min(oldSize, sizes.get("old"));
            assertThat(stillAvailable).as("%s", bounds).isGreaterThanOrEqualTo(bounds.minAvailable());
            assertThat(sizes.get("new") + sizes.get("old")).as("%s", bounds).isLessThanOrEqualTo(bounds.maxTotal());
            newSize = sizes.get("new");
            oldSize = sizes.get("old");
        }
    }

    @Test
    void aStatusFromBeforeAScalingNeverCostsAvailability() {
        for (int replicas = 1; replicas <= 6; replicas++) {
            for (int newSpec = 0; newSpec <= 8; newSpec++) {
                for (int oldSpec = 0; oldSpec <= 8; oldSpec++) {
                    for (int said = 0; said <= 10; said++) {
                        assertKeepsAvailable(
                                deployment(replicas, "2", "1"),
                                replicaSet("new", 2, newSpec, said / 2),
                                replicaSet("old", 1, oldSpec, said));
                    }
                }
            }
        }
    }

    private static void assertKeepsAvailable(Deployment deployment, ReplicaSet newest, ReplicaSet old) {
        Rollout rollout = new Rollout(deployment, newest, List.of(old));
        int before = Replicas.lasting(rollout.all());
        Map<String, Integer> sizes = sizes(rollout, RolloutPlan.rollingStep(rollout, newest));
        int after = Math.min(Replicas.available(newest), sizes.get("new"))
                + Math.min(Replicas.available(old), sizes.get("old"));

        assertThat(after)
                .as("%s -> %s", rollout, sizes)
                .isGreaterThanOrEqualTo(Math.min(before, Bounds.of(deployment).minAvailable()));
    }

    @Test
    void scalingInTheMiddleOfARolloutKeepsTheProportions() {
        Deployment deployment = deployment(20, "0", "25%");
        ReplicaSet newest = sized(replicaSet("new", 3, 2, 2), 10, 10);
        ReplicaSet older = sized(replicaSet("old", 2, 3, 3), 10, 10);
        ReplicaSet oldest = sized(replicaSet("oldest", 1, 5, 5), 10, 10);
        Rollout rollout = new Rollout(deployment, newest, List.of(oldest, older));

        assertThat(RolloutPlan.isScaling(rollout)).isTrue();
        assertThat(sizes(rollout, RolloutPlan.scale(rollout))).isEqualTo(Map.of("new", 4, "old", 6, "oldest", 10));
    }

    @Test
    void whatRoundingLeavesOverGoesToTheLargest() {
        Deployment deployment = deployment(11, "0", "25%");
        Rollout rollout = new Rollout(
                deployment,
                sized(replicaSet("new", 2, 5, 5), 10, 10),
                List.of(sized(replicaSet("old", 1, 5, 5), 10, 10)));

        assertThat(sizes(rollout, RolloutPlan.scale(rollout))).isEqualTo(Map.of("new", 6, "old", 5));
    }

    @Test
    void scalingWithOneActiveReplicaSetScalesThatOne() {
        Rollout rollout = new Rollout(
                deployment(5, "25%", "25%"),
                sized(replicaSet("new", 2, 3, 3), 3, 4),
                List.of(sized(replicaSet("old", 1, 0, 0), 3, 4)));

        assertThat(sizes(rollout, RolloutPlan.scale(rollout))).isEqualTo(Map.of("new", 5, "old", 0));
    }

    @Test
    void scalingToZeroTakesAll() {
        Rollout rollout = new Rollout(
                deployment(0, "25%", "25%"),
                sized(replicaSet("new", 2, 3, 3), 6, 8),
                List.of(sized(replicaSet("old", 1, 5, 5), 6, 8)));

        assertThat(sizes(rollout, RolloutPlan.scale(rollout))).isEqualTo(Map.of("new", 0, "old", 0));
    }

    /** As reported in kubernetes/kubernetes#138036: noted or not, a scaling that is never over keeps the rollout from going on. */
    @Test
    void aScalingIsOverOnceItsPlanIsCarriedOut() {
        for (String surge : List.of("0", "1", "25%")) {
            for (boolean rolling : List.of(true, false)) {
                for (int replicas = 0; replicas <= 6; replicas++) {
                    for (int newSize = 0; newSize <= 6; newSize++) {
                        for (int oldSize = 0; oldSize <= 6; oldSize++) {
                            Rollout rollout = new Rollout(
                                    rolling ? deployment(replicas, surge, "1") : recreated(replicas),
                                    sized(replicaSet("new", 2, newSize, newSize), 4, 5),
                                    List.of(sized(replicaSet("old", 1, oldSize, oldSize), 4, 5)));

                            Rollout scaled = carryOut(rollout, RolloutPlan.scale(rollout));
                            // Where one kind of pods must go first, it takes a second look.
                            scaled = carryOut(scaled, RolloutPlan.scale(scaled));

                            assertThat(RolloutPlan.isScaling(scaled))
                                    .as("%s", rollout)
                                    .isFalse();
                        }
                    }
                }
            }
        }
    }

    private static Deployment recreated(int replicas) {
        return new DeploymentBuilder(deployment(replicas, "1", "1"))
                .editSpec()
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .endSpec()
                .build();
    }

    private static Rollout carryOut(Rollout rollout, List<RolloutPlan.Scaling> plan) {
        Bounds bounds = Bounds.of(rollout.deployment());
        Map<String, ReplicaSet> sets = new HashMap<>();
        rollout.all().forEach(rs -> sets.put(rs.getMetadata().getName(), rs));
        for (RolloutPlan.Scaling step : plan) {
            ReplicaSet before = step.replicaSet();
            sets.put(
                    before.getMetadata().getName(),
                    sized(
                            new ReplicaSetBuilder(before)
                                    .editSpec()
                                    .withReplicas(step.replicas())
                                    .endSpec()
                                    .build(),
                            bounds.replicas(),
                            bounds.maxTotal()));
        }
        return new Rollout(rollout.deployment(), sets.get("new"), List.of(sets.get("old")));
    }

    /** As reported in openshift/origin#7270: an update in the middle of another one. */
    @Test
    void anUpdateOfAnUpdateThatFailsCostsNoAvailability() {
        for (int replicas = 1; replicas <= 5; replicas++) {
            for (int serving = 0; serving <= replicas; serving++) {
                for (int crashing = 0; crashing <= 3; crashing++) {
                    ReplicaSet newest = replicaSet("new", 3, 0, 0);
                    Rollout rollout = new Rollout(
                            deployment(replicas, "1", "1"),
                            newest,
                            List.of(replicaSet("old", 1, serving, serving), replicaSet("crashing", 2, crashing, 0)));

                    Map<String, Integer> sizes = sizes(rollout, RolloutPlan.rollingStep(rollout, newest));

                    assertThat(sizes.get("old"))
                            .as("%d of %d serve, %d crash: %s", serving, replicas, crashing, sizes)
                            .isGreaterThanOrEqualTo(Math.min(serving, replicas - 1));
                }
            }
        }
    }

    /** As reported in kubernetes/kubernetes#16737 and #18435: pods that never became ready hold up the update that would mend them. */
    @Test
    void oldPodsThatServeNobodyMakeWay() {
        ReplicaSet newest = replicaSet("new", 2, 0, 0);
        ReplicaSet old = replicaSet("old", 1, 3, 0);
        for (int step = 0; step < 10; step++) {
            Rollout rollout = new Rollout(deployment(3, "1", "1"), newest, List.of(old));
            Map<String, Integer> sizes = sizes(rollout, RolloutPlan.rollingStep(rollout, newest));
            newest = replicaSet("new", 2, sizes.get("new"), sizes.get("new"));
            old = replicaSet("old", 1, sizes.get("old"), 0);
        }

        assertThat(Replicas.wanted(newest)).isEqualTo(3);
        assertThat(Replicas.wanted(old)).isZero();
    }

    @Test
    void historyKeepsTheLatestRevisionsAndNeverDropsOneWithPods() {
        Deployment deployment = new DeploymentBuilder(deployment(3, "25%", "25%"))
                .editSpec()
                .withRevisionHistoryLimit(1)
                .endSpec()
                .build();
        ReplicaSet busy = revision(replicaSet("busy", 1, 1, 1), 1);
        ReplicaSet two = revision(replicaSet("two", 2, 0, 0), 2);
        ReplicaSet three = revision(replicaSet("three", 3, 0, 0), 3);

        assertThat(RolloutPlan.expired(new Rollout(deployment, null, List.of(busy, two, three))))
                .containsExactly(two);
    }

    private static Map<String, Integer> sizes(Rollout rollout, List<RolloutPlan.Scaling> plan) {
        Map<String, Integer> sizes = rollout.all().stream()
                .collect(Collectors.toMap(rs -> rs.getMetadata().getName(), Replicas::wanted));
        plan.forEach(s -> sizes.put(s.replicaSet().getMetadata().getName(), s.replicas()));
        return sizes;
    }

    static Deployment deployment(int replicas, String maxSurge, String maxUnavailable) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("default")
                .withUid("d1")
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withProgressDeadlineSeconds(600)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("nginx")
                .withImage("nginx:1.14.2")
                .endContainer()
                .endSpec()
                .endTemplate()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(parse(maxSurge))
                .withMaxUnavailable(parse(maxUnavailable))
                .endRollingUpdate()
                .endStrategy()
                .endSpec()
                .build();
    }

    private static IntOrString parse(String value) {
        return value.endsWith("%") ? new IntOrString(value) : new IntOrString(Integer.valueOf(value));
    }

    static ReplicaSet replicaSet(String name, int age, int replicas, int available) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid(name)
                .withNamespace("default")
                .withCreationTimestamp("2026-01-01T00:00:0" + age + "Z")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .endSpec()
                .withNewStatus()
                .withReplicas(replicas)
                .withReadyReplicas(available)
                .withAvailableReplicas(available)
                .endStatus()
                .build();
    }

    private static ReplicaSet sized(ReplicaSet replicaSet, int desired, int max) {
        return new ReplicaSetBuilder(replicaSet)
                .editMetadata()
                .addToAnnotations(Revisions.DESIRED_REPLICAS, Integer.toString(desired))
                .addToAnnotations(Revisions.MAX_REPLICAS, Integer.toString(max))
                .endMetadata()
                .build();
    }

    private static ReplicaSet revision(ReplicaSet replicaSet, int revision) {
        return new ReplicaSetBuilder(replicaSet)
                .editMetadata()
                .addToAnnotations(Revisions.REVISION, Integer.toString(revision))
                .endMetadata()
                .build();
    }
}
