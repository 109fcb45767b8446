package dev.coracle.kubelet.pod;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.ManualClock;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.PodSockets;
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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** One pod's worker with all it needs, in the test's own thread and time. */
final class PodHarness {
    final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    final RecordingPodApi api = new RecordingPodApi();
    final ScriptedRuntime runtime = new ScriptedRuntime(clock);
    final Map<String, ContainerRuntime> runtimes = new HashMap<>();
    final NodeRoom room = new NodeRoom(Map.of(
            "cpu", new Quantity("4"), "memory", new Quantity("8Gi"), "ephemeral-storage", new Quantity("100Gi")));
    private final PodAddresses addresses = new PodAddresses(IpBlock.parse("127.244.0.0/24"));

    PodHarness() {
        runtimes.put("", runtime);
    }

    NodeContext node() {
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

    PodWorker start(Pod pod) {
        PodWorker worker = new PodWorker(node(), pod, () -> {});
        worker.wake();
        return worker;
    }

    static PodBuilder pod(Container... containers) {
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
                .withContainers(containers)
                .endSpec();
    }

    static ContainerBuilder container(String name) {
        return new ContainerBuilder().withName(name).withImage("nginx:1.25").withImagePullPolicy("IfNotPresent");
    }

    static Container sidecar(String name) {
        return container(name).withRestartPolicy("Always").build();
    }

    static PodBuilder annotated(PodBuilder pod, String name, String value) {
        return pod.editMetadata().addToAnnotations(name, value).endMetadata();
    }

    static Pod deleting(Pod pod, long grace) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:30Z")
                .withDeletionGracePeriodSeconds(grace)
                .endMetadata()
                .build();
    }

    void advance(long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    PodStatus status() {
        return api.latest();
    }

    ContainerStatus status(String container) {
        return Stream.concat(status().getContainerStatuses().stream(), status().getInitContainerStatuses().stream())
                .filter(each -> each.getName().equals(container))
                .findFirst()
                .orElseThrow();
    }

    PodCondition condition(String type) {
        return status().getConditions().stream()
                .filter(each -> each.getType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type + " in " + status()));
    }

    boolean has(String condition) {
        return status().getConditions().stream().anyMatch(each -> each.getType().equals(condition));
    }

    /** The latest run of a container. */
    ScriptedRuntime.Scripted run(String container) {
        return runtime.started.stream()
                .filter(each -> each.config().key().container().equals(container))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    long runs(String container) {
        return runtime.started.stream()
                .filter(each -> each.config().key().container().equals(container))
                .count();
    }
}
