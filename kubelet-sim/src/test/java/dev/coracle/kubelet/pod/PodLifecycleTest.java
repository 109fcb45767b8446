package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hooks, order of stops, restart rules and phases; the scenarios with a number replay issues of kubernetes/kubernetes. */
final class PodLifecycleTest {
    private final PodHarness at = new PodHarness();

    private static Container app() {
        return PodHarness.container("app").build();
    }

    private static ContainerBuilder startup(String name, int failures) {
        return PodHarness.container(name)
                .withNewStartupProbe()
                .withNewTcpSocket()
                .withPort(new IntOrString(1))
                .endTcpSocket()
                .withPeriodSeconds(10)
                .withFailureThreshold(failures)
                .endStartupProbe();
    }

    private static Container postStartSleeps(String name, long seconds) {
        return PodHarness.container(name)
                .withNewLifecycle()
                .withNewPostStart()
                .withNewSleep(seconds)
                .endPostStart()
                .endLifecycle()
                .build();
    }

    private static Container preStopSleeps(String name, long seconds) {
        return PodHarness.container(name)
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep(seconds)
                .endPreStop()
                .endLifecycle()
                .build();
    }

    // ---- hooks ----

    @Test
    void isNotRunningBeforeItsPostStartHookIsThroughAndHoldsUpThoseBehindIt() {
        at.start(PodHarness.pod(
                        postStartSleeps("app", 5), PodHarness.container("next").build())
                .build());
        assertThat(at.status().getPhase()).isEqualTo("Pending");
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
        assertThat(at.runs("next")).isZero();
        at.advance(5);
        assertThat(at.status("app").getState().getRunning()).isNotNull();
        assertThat(at.runs("next")).isEqualTo(1);
        assertThat(at.status().getPhase()).isEqualTo("Running");
    }

    @Test
    void saysForAMomentThatThePostStartHookHasFailed() {
        Container hooked = PodHarness.container("app")
                .withNewLifecycle()
                .withNewPostStart()
                .withNewHttpGet()
                .withPath("/ready")
                .withPort(new IntOrString("no-such-port"))
                .endHttpGet()
                .endPostStart()
                .endLifecycle()
                .build();
        at.start(PodHarness.pod(hooked).build());
        assertThat(at.api.events)
                .contains(
                        "Warning FailedPostStartHook spec.containers{app} PostStartHook failed",
                        "Normal Killing spec.containers{app} FailedPostStartHook");
        at.run("app").exits(0);
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("PostStartHookError");
        assertThat(at.status("app").getState().getWaiting().getMessage())
                .isEqualTo("HTTP lifecycle hook (/ready) for Container \"app\" in Pod \"web-0_default(uid-1)\" failed -"
                        + " error: strconv.Atoi: parsing \"no-such-port\": invalid syntax");
        at.advance(1);
        assertThat(at.runs("app")).isEqualTo(2);
    }

    /** 115817, 116753: a preStop hook that does not end took as long again as the grace period. */
    @Test
    void aPreStopHookThatDoesNotEndLeavesTwoSecondsAndNoMore() {
        Pod pod = PodHarness.pod(preStopSleeps("app", 999)).build();
        PodWorker worker = at.start(pod);
        worker.update(PodHarness.deleting(pod, 30));
        at.advance(29);
        assertThat(at.run("app").stopped).isNull();
        at.advance(1);
        assertThat(at.run("app").stopped).isEqualTo(Duration.ofSeconds(2));
    }

    // ---- the order of stops ----

    /** 120620: sidecars serve the others until those are gone. */
    @Test
    void stopsSidecarsAfterTheOthersAndInReverse() {
        Pod pod = PodHarness.pod(app())
                .editSpec()
                .withInitContainers(PodHarness.sidecar("first"), PodHarness.sidecar("second"))
                .endSpec()
                .build();
        PodWorker worker = at.start(pod);
        worker.update(PodHarness.deleting(pod, 30));
        assertThat(at.run("app").stopped).isEqualTo(Duration.ofSeconds(30));
        assertThat(at.run("second").stopped).isNull();
        at.advance(10);
        at.run("app").exits(0);
        assertThat(at.run("second").stopped).isEqualTo(Duration.ofSeconds(20));
        assertThat(at.run("first").stopped).isNull();
        at.run("second").exits(0);
        assertThat(at.run("first").stopped).isEqualTo(Duration.ofSeconds(20));
        assertThat(at.api.deleted).isFalse();
        at.run("first").exits(0);
        assertThat(at.api.deleted).isTrue();
    }

    @Test
    void givesSidecarsTwoSecondsWhenTheOthersTakeAllTheTime() {
        Pod pod = PodHarness.pod(app())
                .editSpec()
                .withInitContainers(PodHarness.sidecar("proxy"))
                .endSpec()
                .build();
        PodWorker worker = at.start(pod);
        worker.update(PodHarness.deleting(pod, 30));
        at.advance(30);
        assertThat(at.run("proxy").stopped).isEqualTo(Duration.ofSeconds(2));
    }

    /** 125880: a sidecar that never came up was not asked to end before the grace period was over. */
    @Test
    void stopsASidecarThatNeverCameUpAtOnce() {
        Container never = startup("proxy", 1000).withRestartPolicy("Always").build();
        Pod pod = PodHarness.pod(app())
                .editSpec()
                .withInitContainers(PodHarness.sidecar("early"), never)
                .endSpec()
                .build();
        PodWorker worker = at.start(pod);
        assertThat(at.runs("app")).isZero();
        worker.update(PodHarness.deleting(pod, 600));
        assertThat(at.run("proxy").stopped).isEqualTo(Duration.ofMinutes(10));
        at.run("proxy").exits(0);
        assertThat(at.run("early").stopped).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void endsSidecarsWhenTheOthersAreThrough() {
        Pod pod = PodHarness.pod(app())
                .editSpec()
                .withRestartPolicy("Never")
                .withInitContainers(PodHarness.sidecar("proxy"))
                .endSpec()
                .build();
        at.start(pod);
        at.run("app").exits(0);
        assertThat(at.run("proxy").stopped).isEqualTo(Duration.ofSeconds(30));
        assertThat(at.status().getPhase()).as("while the sidecar runs").isEqualTo("Running");
        at.run("proxy").exits(137);
        assertThat(at.status().getPhase()).isEqualTo("Succeeded");
        assertThat(at.runs("proxy")).isEqualTo(1);
    }

    // ---- restarts ----

    private static Container ruled(String name, String action, int... codes) {
        var rule = PodHarness.container(name)
                .withRestartPolicy("Never")
                .addNewRestartPolicyRule()
                .withAction(action)
                .withNewExitCodes()
                .withOperator("In");
        for (int code : codes) {
            rule.addToValues(code);
        }
        return rule.endExitCodes().endRestartPolicyRule().build();
    }

    @Test
    void aContainersOwnRulesGoBeforeItsPolicy() {
        at.start(PodHarness.pod(ruled("app", "Restart", 42))
                .editSpec()
                .withRestartPolicy("Never")
                .endSpec()
                .build());
        at.run("app").exits(42);
        assertThat(at.runs("app")).isEqualTo(2);
        assertThat(at.status().getPhase()).isEqualTo("Running");
        at.run("app").exits(1);
        assertThat(at.runs("app")).isEqualTo(2);
        assertThat(at.status().getPhase()).isEqualTo("Failed");
    }

    @Test
    void aRuleHasAllContainersBeginAgainFromTheFirst() {
        at.start(PodHarness.pod(
                        ruled("app", "RestartAllContainers", 88),
                        PodHarness.container("other").build())
                .editSpec()
                .withRestartPolicy("Never")
                .withInitContainers(PodHarness.container("setup").build())
                .endSpec()
                .build());
        assertThat(at.condition("AllContainersRestarting").getStatus()).isEqualTo("False");
        at.run("app").exits(88);
        assertThat(at.run("other").config().key().attempt()).isEqualTo(1);
        assertThat(at.runs("setup")).isEqualTo(2);
        assertThat(at.runs("app")).isEqualTo(2);
        assertThat(at.status("other").getRestartCount()).isEqualTo(1);
        assertThat(at.api.events).contains("Normal Killing spec.containers{other} killing");
        assertThat(at.condition("AllContainersRestarting").getStatus()).isEqualTo("False");
        assertThat(at.condition("Initialized").getStatus()).isEqualTo("True");
    }

    /** 21921: a container that crashed kept waiting though its image was mended. */
    @Test
    void forgetsTheBackOffWhenTheImageIsChanged() {
        Pod pod = PodHarness.pod(app()).build();
        PodWorker worker = at.start(pod);
        at.run("app").exits(1);
        at.run("app").exits(1);
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        worker.update(new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .withImage("nginx:1.26")
                .endContainer()
                .endSpec()
                .build());
        assertThat(at.runs("app")).isEqualTo(3);
        assertThat(at.status("app").getState().getRunning()).isNotNull();
    }

    @Test
    void makesAContainerAnewWhateverItsPolicyThoughItsImageHasToBePulled() {
        Pod pod = PodHarness.annotated(
                        PodHarness.pod(app())
                                .editSpec()
                                .withRestartPolicy("Never")
                                .endSpec(),
                        "coracle.dev/pull-time",
                        "5s")
                .build();
        PodWorker worker = at.start(pod);
        at.advance(5);
        worker.update(new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .withImage("nginx:1.26")
                .endContainer()
                .endSpec()
                .build());
        at.run("app").exits(0);
        assertThat(at.status().getPhase()).isEqualTo("Running");
        at.advance(5);
        assertThat(at.runs("app")).isEqualTo(2);
        at.run("app").exits(0);
        assertThat(at.status().getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void pullsAtOnceWhenTheImageIsMended() {
        Pod pod = PodHarness.pod(
                        PodHarness.container("app").withImage("no-such:1").build())
                .build();
        PodWorker worker = at.start(pod);
        at.advance(1);
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("ImagePullBackOff");
        worker.update(new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .withImage("nginx:1.25")
                .endContainer()
                .endSpec()
                .build());
        assertThat(at.status("app").getState().getRunning()).isNotNull();
    }

    /** 133472: the first crash is followed by a start at once, the second by ten seconds. */
    @Test
    void backsOffFromTheSecondCrashOn() {
        at.start(PodHarness.pod(app()).build());
        at.run("app").exits(1);
        assertThat(at.runs("app")).isEqualTo(2);
        at.run("app").exits(1);
        assertThat(at.runs("app")).isEqualTo(2);
        at.advance(10);
        assertThat(at.runs("app")).isEqualTo(3);
    }

    /** 90271: init containers ran again beside the containers they were to prepare. */
    @Test
    void doesNotRunInitContainersAgainBesideRegularOnes() {
        Pod pod = PodHarness.pod(app())
                .editSpec()
                .withInitContainers(PodHarness.container("setup").build())
                .endSpec()
                .build();
        at.start(pod);
        Pod known = new PodBuilder(pod)
                .withStatus(new io.fabric8.kubernetes.api.model.PodStatusBuilder(at.status())
                        .withInitContainerStatuses()
                        .build())
                .build();
        PodWorker later = new PodWorker(at.node(), known, () -> {});
        later.wake();
        assertThat(at.runs("setup")).isEqualTo(1);
        assertThat(at.runs("app")).isEqualTo(2);
    }

    // ---- probes ----

    /** 98780: a container whose startup probe failed stayed, and became ready. */
    @Test
    void restartsAContainerThatDoesNotComeUp() {
        at.start(PodHarness.pod(startup("app", 3).build()).build());
        at.advance(10);
        assertThat(at.run("app").stopped).isNull();
        assertThat(at.status("app").getStarted()).isFalse();
        at.advance(10);
        assertThat(at.api.events)
                .contains("Normal Killing spec.containers{app} Container app failed startup probe, will be restarted");
        at.run("app").exits(137);
        assertThat(at.runs("app")).isEqualTo(2);
        assertThat(at.condition("Ready").getStatus()).isEqualTo("False");
    }

    @Test
    void aProbesOwnGracePeriodGoesBeforeThePods() {
        Container probed = new ContainerBuilder(startup("app", 1).build())
                .editStartupProbe()
                .withTerminationGracePeriodSeconds(7L)
                .endStartupProbe()
                .build();
        at.start(PodHarness.pod(probed)
                .editSpec()
                .withRestartPolicy("Never")
                .endSpec()
                .build());
        assertThat(at.run("app").stopped).isEqualTo(Duration.ofSeconds(7));
        assertThat(at.api.events).contains("Normal Killing spec.containers{app} Container app failed startup probe");
    }

    @Test
    void aProbeAtAPortThatHasNoNumberCountsNeitherWay() {
        Container probed = PodHarness.container("app")
                .withNewLivenessProbe()
                .withNewHttpGet()
                .withPort(new IntOrString("web"))
                .endHttpGet()
                .withFailureThreshold(1)
                .withPeriodSeconds(1)
                .endLivenessProbe()
                .build();
        at.start(PodHarness.pod(probed).build());
        at.advance(5);
        assertThat(at.api.events)
                .contains("Warning Unhealthy spec.containers{app} Liveness probe errored and resulted in unknown state:"
                        + " strconv.Atoi: parsing \"web\": invalid syntax");
        assertThat(at.run("app").stopped).isNull();
    }

    // ---- phases ----

    /** 58711, 108594: Failed became Succeeded, and a pod that was over was still said to be ready. */
    @Test
    void aPodThatHasFailedStaysFailedAndIsNotReady() {
        at.start(PodHarness.pod(app())
                .editSpec()
                .withActiveDeadlineSeconds(60L)
                .withRestartPolicy("Never")
                .endSpec()
                .build());
        at.advance(60);
        assertThat(at.status().getPhase()).as("while it is being stopped").isEqualTo("Running");
        assertThat(at.condition("Ready").getStatus()).isEqualTo("False");
        at.run("app").exits(0);
        assertThat(at.status().getPhase()).isEqualTo("Failed");
        assertThat(at.status().getReason()).isEqualTo("DeadlineExceeded");
        assertThat(at.condition("Ready").getReason()).isEqualTo("PodFailed");
        assertThat(at.condition("ContainersReady").getReason()).isEqualTo("PodFailed");
        assertThat(at.api.statuses).noneMatch(status -> "Succeeded".equals(status.getPhase()));
    }

    @Test
    void tellsOfTheGenerationItHasSeen() {
        Pod pod = PodHarness.pod(app()).build();
        PodWorker worker = at.start(pod);
        worker.update(new PodBuilder(pod)
                .editMetadata()
                .withGeneration(7L)
                .endMetadata()
                .build());
        assertThat(at.status().getObservedGeneration()).isEqualTo(7);
        assertThat(at.status().getConditions()).allMatch(condition -> condition.getObservedGeneration() == 7);
    }

    @Test
    void showsHowACrashedContainerEndedWhenThePodIsDeleted() {
        Pod pod = PodHarness.pod(app()).build();
        PodWorker worker = at.start(pod);
        at.run("app").exits(1);
        at.run("app").exits(2);
        worker.update(PodHarness.deleting(pod, 30));
        assertThat(at.status("app").getState().getTerminated().getExitCode()).isEqualTo(2);
        assertThat(at.status("app").getLastState().getTerminated().getExitCode())
                .isEqualTo(1);
        assertThat(at.status().getPhase()).isEqualTo("Failed");
        assertThat(at.api.deleted).isTrue();
    }
}
