package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.container.SiteFaults;
import dev.coracle.kubelet.probe.ProbeKind;
import dev.coracle.kubelet.runtime.SimulatedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FaultsTest {
    private final PodHarness at = new PodHarness();

    private static Faults faults(String... keysAndValues) {
        var pod = PodHarness.pod(PodHarness.container("app").build());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            pod = PodHarness.annotated(pod, keysAndValues[i], keysAndValues[i + 1]);
        }
        return Faults.of(pod.build());
    }

    @Test
    void readsWhatIsSaidOfAllContainersAndOfOne() {
        Faults faults = faults("coracle.dev/latency", "1m0.5s", "latency.coracle.dev/side", "250ms");
        assertThat(faults.site("app")).isEqualTo(new SiteFaults(0, 60_500, 0));
        assertThat(faults.site("side")).isEqualTo(new SiteFaults(0, 250, 0));
        assertThat(faults("coracle.dev/error-rate", "0.25").site("app").errorRate())
                .isEqualTo(0.25);
        assertThat(faults("coracle.dev/fail-probes", "readiness, liveness").failsProbe("app", ProbeKind.LIVENESS))
                .isTrue();
        assertThat(faults("coracle.dev/fail-probes", "readiness").failsProbe("app", ProbeKind.STARTUP))
                .isFalse();
        assertThat(faults("example.com/latency", "1s").annotations()).isEmpty();
    }

    @Test
    void ignoresWhatItCannotReadAndSaysSoOnce() {
        var pod = PodHarness.annotated(
                PodHarness.pod(PodHarness.container("app").build()), "coracle.dev/crash-after", "soon");
        PodWorker worker = at.start(pod.build());
        worker.wake();
        assertThat(at.api.events.stream().filter(event -> event.contains("InvalidAnnotation")))
                .containsExactly(
                        "Warning InvalidAnnotation annotation coracle.dev/crash-after is ignored: \"soon\" must"
                                + " be a duration such as 1m30s or 250ms");
        assertThat(at.status().getPhase()).isEqualTo("Running");
        assertThat(faults(
                                "coracle.dev/exit-code", "300",
                                "coracle.dev/error-rate", "2",
                                "coracle.dev/fail-probes", "all",
                                "coracle.dev/listen", "0")
                        .problems())
                .hasSize(4);
        assertThat(new Faults(Map.of()).problems()).isEqualTo(List.of());
    }

    @Test
    void crashesEachRunAfterItsTimeWithTheCodeThatIsAskedFor() {
        var pod = PodHarness.annotated(
                PodHarness.pod(PodHarness.container("app").build()), "coracle.dev/crash-after", "5s");
        at.start(PodHarness.annotated(pod, "coracle.dev/exit-code", "3").build());
        at.advance(4);
        assertThat(at.runs("app")).isEqualTo(1);
        at.advance(1);
        assertThat(at.runs("app")).isEqualTo(2);
        assertThat(at.status("app").getLastState().getTerminated().getExitCode())
                .isEqualTo(3);
        assertThat(at.status("app").getLastState().getTerminated().getReason()).isEqualTo("Error");
        at.advance(5);
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(at.status("app").getState().getWaiting().getMessage())
                .isEqualTo("back-off 10s restarting failed container=app pod=web-0_default(uid-1)");
    }

    @Test
    void endsASimulatedContainerForWantOfMemory() {
        at.runtimes.put("simulated", new SimulatedRuntime(at.clock));
        var pod = PodHarness.pod(PodHarness.container("app").build())
                .editSpec()
                .withRuntimeClassName("simulated")
                .withRestartPolicy("Never")
                .endSpec();
        at.start(PodHarness.annotated(pod, "coracle.dev/oom-after", "1m").build());
        at.advance(60);
        assertThat(at.status().getPhase()).isEqualTo("Failed");
        assertThat(at.status("app").getState().getTerminated().getReason()).isEqualTo("OOMKilled");
        assertThat(at.status("app").getState().getTerminated().getExitCode()).isEqualTo(137);
    }

    @Test
    void makesAnInitContainerTakeItsTimeAndFail() {
        var pod = PodHarness.pod(PodHarness.container("app").build())
                .editSpec()
                .withInitContainers(PodHarness.container("setup").build())
                .withRestartPolicy("Never")
                .endSpec();
        at.start(PodHarness.annotated(pod, "crash-after.coracle.dev/setup", "20s")
                .build());
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("PodInitializing");
        assertThat(at.condition("Initialized").getMessage()).isEqualTo("containers with incomplete status: [setup]");
        at.advance(20);
        assertThat(at.status().getPhase()).isEqualTo("Failed");
        assertThat(at.runs("app")).isZero();
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("PodInitializing");
    }

    @Test
    void failsAProbeAsLongAsTheAnnotationIsThere() {
        at.runtimes.put("simulated", new SimulatedRuntime(at.clock));
        var healthy = PodHarness.pod(PodHarness.container("app")
                        .withNewReadinessProbe()
                        .withNewTcpSocket()
                        .withNewPort(80)
                        .endTcpSocket()
                        .withFailureThreshold(1)
                        .withPeriodSeconds(5)
                        .endReadinessProbe()
                        .build())
                .editSpec()
                .withRuntimeClassName("simulated")
                .endSpec();
        var broken = PodHarness.annotated(healthy, "coracle.dev/fail-probes", "readiness")
                .build();
        PodWorker worker = at.start(broken);
        assertThat(at.condition("Ready").getStatus()).isEqualTo("False");
        assertThat(at.api.events)
                .contains("Warning Unhealthy spec.containers{app} Readiness probe failed: an annotation of the pod says"
                        + " so");
        worker.update(new io.fabric8.kubernetes.api.model.PodBuilder(broken)
                .editMetadata()
                .withAnnotations(Map.of())
                .endMetadata()
                .build());
        at.advance(5);
        assertThat(at.condition("Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void pullsAsLongAsItIsSaidToAndFindsNoImageThatIsMissing() {
        var slow = PodHarness.annotated(
                PodHarness.pod(PodHarness.container("app").build()), "coracle.dev/pull-time", "2.5s");
        at.start(slow.build());
        assertThat(at.status("app").getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
        at.clock.advance(Duration.ofMillis(2499));
        assertThat(at.runs("app")).isZero();
        at.clock.advance(Duration.ofMillis(1));
        assertThat(at.runs("app")).isEqualTo(1);

        PodHarness other = new PodHarness();
        other.start(PodHarness.annotated(
                        PodHarness.pod(PodHarness.container("app").build()),
                        "coracle.dev/missing-images",
                        "redis:7,nginx:1.25")
                .build());
        assertThat(other.status("app").getState().getWaiting().getReason()).isEqualTo("ErrImagePull");
        assertThat(other.api.events)
                .contains(
                        "Warning Failed spec.containers{app} Error: ErrImagePull",
                        "Warning Failed spec.containers{app} Failed to pull image \"nginx:1.25\": failed to pull and"
                                + " unpack image \"docker.io/library/nginx:1.25\": failed to resolve reference"
                                + " \"docker.io/library/nginx:1.25\": docker.io/library/nginx:1.25: not found");
        other.advance(1);
        assertThat(other.status("app").getState().getWaiting().getReason()).isEqualTo("ImagePullBackOff");
    }

    @Test
    void handsOnToTheContainerWhatIsWrongWithItsAnswers() {
        var pod = PodHarness.annotated(
                PodHarness.pod(PodHarness.container("app").build()), "coracle.dev/start-time", "3s");
        at.start(PodHarness.annotated(pod, "coracle.dev/error-rate", "0.5").build());
        assertThat(at.run("app").config().faults()).isEqualTo(new SiteFaults(3000, 0, 0.5));
    }
}
