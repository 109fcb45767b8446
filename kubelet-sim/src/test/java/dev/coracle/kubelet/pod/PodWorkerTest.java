package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.ManualClock;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.PodSockets;
import dev.coracle.kubelet.runtime.SimulatedRuntime;
import dev.coracle.machinery.net.IpBlock;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PodWorkerTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final RecordingPodApi api = new RecordingPodApi();
    private final ScriptedRuntime runtime = new ScriptedRuntime(clock);
    private final Map<String, ContainerRuntime> runtimes = new HashMap<>();
    private final PodAddresses addresses = new PodAddresses(IpBlock.parse("127.244.0.0/24"));
    private final NodeRoom room = new NodeRoom(Map.of("cpu", new Quantity("4"), "memory", new Quantity("8Gi")));
    private boolean forgotten;

    private NodeContext node() {
        runtimes.put("", runtime);
        return new NodeContext(
                api,
                clock,
                Runnable::run,
                Runnable::run,
                name -> runtimes.get(name == null ? "" : name),
                new Images(),
                addresses,
                new PodSockets(new LocalAddresses()),
                room,
                "127.0.1.2",
                false,
                new SplittableRandom(1));
    }

    private PodWorker worker(Pod pod) {
        PodWorker worker = new PodWorker(node(), pod, () -> forgotten = true);
        worker.wake();
        return worker;
    }

    private static PodBuilder pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("web-0")
                .withNamespace("default")
                .withUid("uid-1")
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .withTerminationGracePeriodSeconds(30L)
                .withContainers(container("nginx"))
                .endSpec();
    }

    private static Container container(String name) {
        return new ContainerBuilder()
                .withName(name)
                .withImage("nginx:1.25")
                .withImagePullPolicy("IfNotPresent")
                .build();
    }

    private static Pod deleting(Pod pod, long grace) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:30Z")
                .withDeletionGracePeriodSeconds(grace)
                .endMetadata()
                .build();
    }

    private ContainerStatus only() {
        return api.latest().getContainerStatuses().get(0);
    }

    private Map<String, String> conditions() {
        return api.latest().getConditions().stream()
                .collect(Collectors.toMap(PodCondition::getType, PodCondition::getStatus));
    }

    @Test
    void reportsARunningAndReadyPodWithOneWrite() {
        worker(pod().build());
        assertThat(api.statuses).hasSize(1);
        PodStatus status = api.latest();
        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(status.getPodIP()).isEqualTo("127.244.0.2");
        assertThat(status.getPodIPs().get(0).getIp()).isEqualTo("127.244.0.2");
        assertThat(status.getHostIP()).isEqualTo("127.0.1.2");
        assertThat(status.getStartTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(status.getConditions())
                .extracting(PodCondition::getType)
                .containsExactly(
                        "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");
        assertThat(conditions().values()).containsOnly("True");
        assertThat(only().getReady()).isTrue();
        assertThat(only().getStarted()).isTrue();
        assertThat(only().getImage()).isEqualTo("docker.io/library/nginx:1.25");
        assertThat(only().getContainerID()).matches("coracle://[0-9a-f]{64}");
        assertThat(api.events)
                .containsExactly(
                        "Normal Pulling spec.containers{nginx} Pulling image \"nginx:1.25\"",
                        "Normal Pulled spec.containers{nginx} Successfully pulled image \"nginx:1.25\" in 0s"
                                + " (0s including waiting). Image size: 0 bytes.",
                        "Normal Created spec.containers{nginx} Container created",
                        "Normal Started spec.containers{nginx} Container started");
    }

    @Test
    void saysContainerCreatingUntilTheContainerIsUp() {
        runtime.slowStart = true;
        worker(pod().build());
        assertThat(api.latest().getPhase()).isEqualTo("Pending");
        assertThat(only().getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
        runtime.latest().comesUp();
        assertThat(api.latest().getPhase()).isEqualTo("Running");
        assertThat(conditions()).containsEntry("Ready", "True");
        assertThat(api.statuses).hasSize(2);
    }

    @Test
    void restartsAKilledContainerAtOnceAndInPlace() {
        worker(pod().build());
        runtime.latest().exits(137);
        assertThat(runtime.started).hasSize(2);
        assertThat(runtime.latest().config().key().attempt()).isEqualTo(1);
        assertThat(runtime.latest().config().identity().ip()).isEqualTo("127.244.0.2");
        assertThat(only().getRestartCount()).isEqualTo(1);
        assertThat(only().getState().getRunning()).isNotNull();
        assertThat(only().getLastState().getTerminated().getExitCode()).isEqualTo(137);
        assertThat(only().getLastState().getTerminated().getReason()).isEqualTo("Error");
        assertThat(api.events)
                .contains(
                        "Normal Pulled spec.containers{nginx} Container image \"nginx:1.25\" already present on machine"
                                + " and can be accessed by the pod");
    }

    @Test
    void backsOffFromTenSecondsToFiveMinutes() {
        worker(pod().build());
        runtime.latest().exits(1);
        String[] delays = {"10s", "20s", "40s", "1m20s", "2m40s", "5m0s", "5m0s"};
        int[] seconds = {10, 20, 40, 80, 160, 300, 300};
        for (int i = 0; i < delays.length; i++) {
            runtime.latest().exits(1);
            assertThat(only().getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
            assertThat(only().getState().getWaiting().getMessage())
                    .isEqualTo("back-off " + delays[i] + " restarting failed container=nginx pod=web-0_default(uid-1)");
            assertThat(api.latest().getPhase()).isEqualTo("Running");
            assertThat(conditions()).containsEntry("Ready", "False");
            int runs = runtime.started.size();
            clock.advance(Duration.ofSeconds(seconds[i] - 1));
            assertThat(runtime.started).hasSize(runs);
            clock.advance(Duration.ofSeconds(1));
            assertThat(runtime.started).hasSize(runs + 1);
            assertThat(only().getRestartCount()).isEqualTo(i + 2);
        }
        assertThat(api.events)
                .contains("Warning BackOff spec.containers{nginx} Back-off restarting failed container nginx in pod"
                        + " web-0_default(uid-1)");
    }

    @Test
    void forgetsTheBackOffAfterTenGoodMinutes() {
        worker(pod().build());
        runtime.latest().exits(1);
        runtime.latest().exits(1);
        clock.advance(Duration.ofSeconds(10));
        clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        int runs = runtime.started.size();
        runtime.latest().exits(1);
        assertThat(runtime.started).hasSize(runs + 1);
    }

    @Test
    void endsAPodThatIsNotToBeRestarted() {
        worker(pod().editSpec().withRestartPolicy("Never").endSpec().build());
        runtime.latest().exits(0);
        assertThat(api.latest().getPhase()).isEqualTo("Succeeded");
        assertThat(only().getState().getTerminated().getReason()).isEqualTo("Completed");
        assertThat(api.latest().getConditions())
                .filteredOn(c -> c.getType().equals("Ready"))
                .first()
                .extracting(PodCondition::getReason)
                .isEqualTo("PodCompleted");
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void failsAPodWhoseContainerFailsAndIsNotToBeRestarted() {
        worker(pod().editSpec().withRestartPolicy("Never").endSpec().build());
        runtime.latest().exits(3);
        assertThat(api.latest().getPhase()).isEqualTo("Failed");
        assertThat(only().getState().getTerminated().getExitCode()).isEqualTo(3);
    }

    @Test
    void restartsOnFailureOnly() {
        worker(pod().editSpec().withRestartPolicy("OnFailure").endSpec().build());
        runtime.latest().exits(3);
        assertThat(runtime.started).hasSize(2);
        runtime.latest().exits(0);
        assertThat(runtime.started).hasSize(2);
        assertThat(api.latest().getPhase()).isEqualTo("Succeeded");
        assertThat(only().getRestartCount()).isEqualTo(1);
    }

    @Test
    void runsInitContainersInOrderAndSidecarsOn() {
        Container sidecar = new ContainerBuilder(container("proxy"))
                .withRestartPolicy("Always")
                .build();
        worker(pod().editSpec()
                .withInitContainers(container("one"), sidecar, container("two"))
                .endSpec()
                .build());
        assertThat(runtime.started)
                .extracting(c -> c.config().key().container())
                .containsExactly("one", "proxy", "two", "nginx");
        assertThat(api.latest().getInitContainerStatuses())
                .extracting(ContainerStatus::getReady)
                .containsOnly(true);
        assertThat(api.latest()
                        .getInitContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getReason())
                .isEqualTo("Completed");
        assertThat(conditions().values()).containsOnly("True");
    }

    @Test
    void waitsForASidecarBeforeItGoesOn() {
        runtime.slowStart = true;
        Container sidecar = new ContainerBuilder(container("proxy"))
                .withRestartPolicy("Always")
                .build();
        worker(pod().editSpec().withInitContainers(sidecar).endSpec().build());
        assertThat(runtime.started).hasSize(1);
        assertThat(only().getState().getWaiting().getReason()).isEqualTo("PodInitializing");
        assertThat(api.latest().getConditions().get(1).getMessage())
                .isEqualTo("containers with incomplete status: [proxy]");
        runtime.latest().comesUp();
        assertThat(runtime.started).hasSize(2);
    }

    @Test
    void terminatesGracefullyAndThenRemovesTheObject() {
        Pod pod = pod().build();
        PodWorker worker = worker(pod);
        worker.update(deleting(pod, 30));
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ofSeconds(30));
        assertThat(api.events).contains("Normal Killing spec.containers{nginx} Stopping container nginx");
        assertThat(api.deleted).isFalse();
        runtime.latest().exits(0);
        assertThat(only().getState().getTerminated().getExitCode()).isZero();
        assertThat(conditions()).containsEntry("Ready", "False");
        assertThat(api.deleted).isTrue();
        assertThat(forgotten).isFalse();
        worker.deleted();
        assertThat(forgotten).isTrue();
        assertThat(runtime.removed).isTrue();
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void shortensTheGraceWhenAskedTo() {
        Pod pod = pod().build();
        PodWorker worker = worker(pod);
        worker.update(deleting(pod, 30));
        worker.update(deleting(pod, 60));
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ofSeconds(30));
        worker.update(deleting(pod, 5));
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void killsAtOnceWhenTheObjectIsGone() {
        PodWorker worker = worker(pod().build());
        worker.deleted();
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ZERO);
        assertThat(forgotten).isTrue();
        assertThat(api.deleted).isFalse();
    }

    @Test
    void killsAtOnceWhenAStatusWriteFindsNoObject() {
        api.gone = true;
        worker(pod().build());
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ZERO);
        assertThat(forgotten).isTrue();
    }

    @Test
    void sleepsBeforeItStopsWhereAHookSaysSo() {
        Container hooked = new ContainerBuilder(container("nginx"))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep(10L)
                .endPreStop()
                .endLifecycle()
                .build();
        Pod pod = pod().editSpec().withContainers(hooked).endSpec().build();
        PodWorker worker = worker(pod);
        worker.update(deleting(pod, 30));
        clock.advance(Duration.ofSeconds(9));
        assertThat(runtime.latest().stopped).isNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aHookAfterTheStartThatFailsEndsTheContainer() {
        Container hooked = new ContainerBuilder(container("nginx"))
                .withNewLifecycle()
                .withNewPostStart()
                .withNewHttpGet()
                .withNewPort("no-such-port")
                .endHttpGet()
                .endPostStart()
                .endLifecycle()
                .build();
        worker(pod().editSpec().withContainers(hooked).endSpec().build());
        assertThat(api.events).contains("Warning FailedPostStartHook spec.containers{nginx} PostStartHook failed");
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aHookThatIsACommandOfTheHostIsToldOfAndHarmsNobody() {
        Container hooked = new ContainerBuilder(container("nginx"))
                .withNewLifecycle()
                .withNewPostStart()
                .withNewExec()
                .withCommand("true")
                .endExec()
                .endPostStart()
                .endLifecycle()
                .build();
        worker(pod().editSpec().withContainers(hooked).endSpec().build());
        assertThat(api.events)
                .anyMatch(event -> event.contains("FailedPostStartHook") && event.contains("cannot run [true]"));
        assertThat(runtime.latest().stopped).isNull();
    }

    @Test
    void writesTheStatusAgainWhenTheServerWasAway() {
        api.failures = 2;
        worker(pod().build());
        assertThat(api.statuses).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        assertThat(api.latest().getPhase()).isEqualTo("Running");
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void startsContainersAgainAfterTheNodeWasDown() {
        worker(pod().build());
        Pod known = pod().withStatus(api.latest()).build();
        PodWorker later = new PodWorker(node(), known, () -> {});
        later.wake();
        assertThat(only().getRestartCount()).isEqualTo(1);
        assertThat(only().getLastState().getTerminated().getExitCode()).isEqualTo(255);
        assertThat(api.latest().getPodIP()).isEqualTo("127.244.0.2");
        assertThat(only().getState().getRunning()).isNotNull();
    }

    @Test
    void takesSimulatedContainersUpWhereTheyWere() {
        runtimes.put("simulated", new SimulatedRuntime(clock));
        Pod simulated =
                pod().editSpec().withRuntimeClassName("simulated").endSpec().build();
        worker(simulated);
        PodStatus before = api.latest();
        clock.advance(Duration.ofMinutes(5));
        int events = api.events.size();
        PodWorker later = new PodWorker(
                node(), new PodBuilder(simulated).withStatus(before).build(), () -> {});
        later.wake();
        assertThat(api.latest()).isEqualTo(before);
        assertThat(api.events).hasSize(events);
    }

    @Test
    void leavesAPodThatHasEndedAlone() {
        Pod ended = pod().withNewStatus().withPhase("Succeeded").endStatus().build();
        PodWorker worker = worker(ended);
        assertThat(api.statuses).isEmpty();
        assertThat(runtime.started).isEmpty();
        worker.update(deleting(ended, 30));
        assertThat(api.deleted).isTrue();
    }

    @Test
    void backsOffFromAnImageThatCannotBePulled() {
        Container missing = new ContainerBuilder(container("nginx"))
                .withImage("no-such-image:1")
                .build();
        worker(pod().editSpec().withContainers(missing).endSpec().build());
        assertThat(only().getState().getWaiting().getReason()).isEqualTo("ErrImagePull");
        assertThat(api.latest().getPhase()).isEqualTo("Pending");
        clock.advance(Duration.ofSeconds(1));
        assertThat(only().getState().getWaiting().getReason()).isEqualTo("ImagePullBackOff");
        assertThat(only().getState().getWaiting().getMessage())
                .startsWith("Back-off pulling image \"no-such-image:1\": ErrImagePull: ");
        long pulls = pulls();
        clock.advance(Duration.ofSeconds(9));
        assertThat(pulls()).isEqualTo(pulls + 1);
        clock.advance(Duration.ofSeconds(19));
        assertThat(pulls()).isEqualTo(pulls + 1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(pulls()).isEqualTo(pulls + 2);
    }

    private long pulls() {
        return api.events.stream().filter(event -> event.contains(" Pulling ")).count();
    }

    @Test
    void rejectsAnImageNameThatIsNone() {
        Container invalid =
                new ContainerBuilder(container("nginx")).withImage("Nginx:1").build();
        worker(pod().editSpec().withContainers(invalid).endSpec().build());
        assertThat(only().getState().getWaiting().getReason()).isEqualTo("InvalidImageName");
        assertThat(only().getState().getWaiting().getMessage())
                .isEqualTo("Failed to apply default image tag \"Nginx:1\": couldn't parse image name \"Nginx:1\":"
                        + " invalid reference format: repository name (library/Nginx) must be lowercase");
    }

    @Test
    void waitsForAConfigMapAndPassesItOn() {
        Container configured = new ContainerBuilder(container("nginx"))
                .addNewEnv()
                .withName("COLOR")
                .withNewValueFrom()
                .withNewConfigMapKeyRef("color", "paint", false)
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("WHO")
                .withNewValueFrom()
                .withNewFieldRef("v1", "status.podIP")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("BOTH")
                .withValue("$(COLOR)@$(WHO) $$(X) $(UNKNOWN)")
                .endEnv()
                .build();
        worker(pod().editSpec().withContainers(configured).endSpec().build());
        assertThat(only().getState().getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
        assertThat(only().getState().getWaiting().getMessage()).isEqualTo("configmap \"paint\" not found");
        api.configMaps.put("paint", Map.of());
        clock.advance(Duration.ofSeconds(10));
        assertThat(only().getState().getWaiting().getMessage())
                .isEqualTo("couldn't find key color in ConfigMap default/paint");
        api.configMaps.put("paint", Map.of("color", "red"));
        clock.advance(Duration.ofSeconds(10));
        assertThat(runtime.latest().config().environment())
                .containsEntry("BOTH", "red@127.244.0.2 $(X) $(UNKNOWN)")
                .containsEntry("HOSTNAME", "web-0");
        assertThat(api.latest().getPhase()).isEqualTo("Running");
    }

    @Test
    void namesARuntimeThatIsNotThere() {
        worker(pod().editSpec().withRuntimeClassName("gvisor").endSpec().build());
        assertThat(api.latest().getPhase()).isEqualTo("Pending");
        assertThat(api.events)
                .containsExactly("Warning FailedCreatePodSandBox Failed to create pod sandbox: failed to get sandbox"
                        + " runtime: no runtime for \"gvisor\" is configured");
    }

    @Test
    void findsARuntimeByTheHandlerOfItsClass() {
        runtimes.put("inline", runtime);
        api.handlers.put("light", "inline");
        worker(pod().editSpec().withRuntimeClassName("light").endSpec().build());
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void restartsAContainerWhoseImageWasChanged() {
        Pod pod = pod().build();
        PodWorker worker = worker(pod);
        worker.update(new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .withImage("nginx:1.26")
                .endContainer()
                .endSpec()
                .build());
        assertThat(api.events)
                .contains(
                        "Normal Killing spec.containers{nginx} Container nginx definition changed, will be restarted");
        runtime.latest().exits(0);
        assertThat(runtime.latest().config().identity().image()).isEqualTo("nginx:1.26");
        assertThat(only().getRestartCount()).isEqualTo(1);
    }

    @Test
    void asksForTheRuntimeClassAgainWhenTheServerCouldNotBeReached() {
        runtimes.put("tiny", runtime);
        api.handlers.put("light", "tiny");
        api.failures = 1;
        worker(pod().editSpec().withRuntimeClassName("light").endSpec().build());
        assertThat(runtime.started).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(api.latest().getPhase()).isEqualTo("Running");
    }

    @Test
    void failsAPodThatIsActiveForTooLong() {
        worker(pod().editSpec().withActiveDeadlineSeconds(60L).endSpec().build());
        clock.advance(Duration.ofSeconds(60));
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ofSeconds(30));
        runtime.latest().exits(0);
        clock.advance(Duration.ofSeconds(1));
        assertThat(api.latest().getPhase()).isEqualTo("Failed");
        assertThat(api.latest().getReason()).isEqualTo("DeadlineExceeded");
        assertThat(only().getState().getTerminated())
                .as("state of the container that ended since")
                .isNotNull();
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void isNotReadyBeforeItsGatesOpen() {
        Pod gated =
                pod().editSpec().addNewReadinessGate("example.com/go").endSpec().build();
        PodWorker worker = worker(gated);
        assertThat(conditions()).containsEntry("ContainersReady", "True").containsEntry("Ready", "False");
        worker.update(new PodBuilder(gated)
                .withNewStatus()
                .addNewCondition()
                .withType("example.com/go")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build());
        assertThat(conditions()).containsEntry("Ready", "True");
    }

    @Test
    void probesRejectCommandsByName() {
        Container probed = new ContainerBuilder(container("nginx"))
                .withNewReadinessProbe()
                .withNewExec()
                .withCommand("pg_isready")
                .endExec()
                .endReadinessProbe()
                .build();
        worker(pod().editSpec().withContainers(probed).endSpec().build());
        assertThat(conditions()).containsEntry("Ready", "False");
        assertThat(api.events)
                .contains("Warning Unhealthy spec.containers{nginx} Readiness probe failed: a fake container cannot run"
                        + " [pg_isready]");
    }

    @Test
    void restartsAContainerThatFailsItsLivenessProbe() {
        Container probed = new ContainerBuilder(container("nginx"))
                .withNewLivenessProbe()
                .withNewGrpc(9000, "health")
                .withFailureThreshold(2)
                .withPeriodSeconds(10)
                .endLivenessProbe()
                .build();
        worker(pod().editSpec().withContainers(probed).endSpec().build());
        assertThat(runtime.latest().stopped).isNull();
        clock.advance(Duration.ofSeconds(10));
        assertThat(api.events)
                .contains(
                        "Warning Unhealthy spec.containers{nginx} Liveness probe failed: timeout: failed to connect"
                                + " service \"127.244.0.2:9000\" within 1s: context deadline exceeded",
                        "Normal Killing spec.containers{nginx} Container nginx failed liveness probe, will be restarted");
        assertThat(runtime.latest().stopped).isEqualTo(Duration.ofSeconds(30));
        runtime.latest().exits(0);
        assertThat(only().getRestartCount()).isEqualTo(1);
        assertThat(List.of(only().getLastState().getTerminated().getReason())).containsExactly("Completed");
    }
}
