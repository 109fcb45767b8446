package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.container.ContainerIdentity;
import dev.coracle.kubelet.pod.ManagedContainer.Waiting;
import dev.coracle.kubelet.runtime.ContainerConfig;
import dev.coracle.kubelet.runtime.ContainerKey;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.machinery.gotext.GoDuration;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gets a container of one pod going: image, configuration, start. Each step that fails leaves the reason the kubelet
 * gives for it, and says when to try again. Confined to the pod's worker.
 */
final class ContainerStarter {
    /** After a failed pull the status says so for this long before it says that the kubelet backs off. */
    private static final Duration PULL_ERROR_SHOWN = Duration.ofSeconds(1);

    private static final Duration CONFIG_RETRY = Duration.ofSeconds(10);

    private final NodeContext node;
    private final ContainerRuntime runtime;
    private final boolean commands;
    private final String ip;
    private final Runnable onChange;

    /** @param commands whether what a container wants to run is run on this machine */
    ContainerStarter(NodeContext node, ContainerRuntime runtime, boolean commands, String ip, Runnable onChange) {
        this.node = node;
        this.runtime = runtime;
        this.commands = commands;
        this.ip = ip;
        this.onChange = onChange;
    }

    /** Starts the container's next run, or says how long to wait before the next try. */
    Optional<Duration> start(Pod pod, ManagedContainer container) {
        if (container.adoptedId != null) {
            container.attempt++;
            container.starting(runtime.start(config(pod, container), onChange));
            return Optional.empty();
        }
        if (container.exit != null && !container.restartAtOnce) {
            Optional<Duration> wait = backOff(pod, container, container.exit);
            if (wait.isPresent()) {
                return wait;
            }
        }
        ImageReference image;
        try {
            image = ImageReference.parse(String.valueOf(container.spec.getImage()));
        } catch (IllegalArgumentException invalid) {
            return invalidImage(pod, container, String.valueOf(invalid.getMessage()));
        }
        Optional<Duration> pull = pull(pod, container, image);
        if (pull.isPresent()) {
            return pull;
        }
        try {
            container.environment = new Environment(node.api(), pod, ip, node.hostIp()).resolve(container.spec);
        } catch (Environment.MissingException missing) {
            container.waiting = new Waiting("CreateContainerConfigError", missing.getMessage());
            event(pod, container, EventRecorder.WARNING, "Failed", "Error: " + missing.getMessage());
            return Optional.of(CONFIG_RETRY);
        }
        container.attempt++;
        ContainerConfig config = config(pod, container);
        event(pod, container, EventRecorder.NORMAL, "Created", "Container created");
        container.starting(runtime.start(config, onChange));
        event(pod, container, EventRecorder.NORMAL, "Started", "Container started");
        return Optional.empty();
    }

    private Optional<Duration> backOff(Pod pod, ManagedContainer container, Termination exit) {
        Instant now = node.clock().instant();
        Duration delay = container.crashes.delayAfter(exit.finishedAt());
        Duration left = Duration.between(now, exit.finishedAt().plus(delay));
        if (left.isNegative() || left.isZero()) {
            container.crashes.next(exit.finishedAt(), now);
            return Optional.empty();
        }
        String podName = pod.getMetadata().getName() + "_" + pod.getMetadata().getNamespace() + "("
                + pod.getMetadata().getUid() + ")";
        if (container.waiting == null || !container.waiting.reason().equals("CrashLoopBackOff")) {
            event(
                    pod,
                    container,
                    EventRecorder.WARNING,
                    "BackOff",
                    "Back-off restarting failed container " + container.name() + " in pod " + podName);
        }
        container.waiting = new Waiting(
                "CrashLoopBackOff",
                "back-off " + GoDuration.format(delay) + " restarting failed container=" + container.name() + " pod="
                        + podName);
        return Optional.of(left);
    }

    private Optional<Duration> invalidImage(Pod pod, ManagedContainer container, String message) {
        if (container.waiting == null || !container.waiting.reason().equals("InvalidImageName")) {
            event(pod, container, EventRecorder.WARNING, "InspectFailed", message);
            event(pod, container, EventRecorder.WARNING, "Failed", "Error: InvalidImageName");
        }
        container.waiting = new Waiting("InvalidImageName", message);
        return Optional.of(CONFIG_RETRY);
    }

    private Optional<Duration> pull(Pod pod, ManagedContainer container, ImageReference image) {
        String name = "\"" + container.spec.getImage() + "\"";
        String policy = container.spec.getImagePullPolicy();
        boolean present = node.images().isPresent(image);
        if ("Never".equals(policy) || (present && !"Always".equals(policy))) {
            if (!present && !Images.canBePulled(image)) {
                container.waiting = new Waiting(
                        "ErrImageNeverPull", "Container image " + name + " is not present with pull policy of Never");
                event(pod, container, EventRecorder.WARNING, "ErrImageNeverPull", container.waiting.message());
                event(pod, container, EventRecorder.WARNING, "Failed", "Error: ErrImageNeverPull");
                return Optional.of(CONFIG_RETRY);
            }
            event(
                    pod,
                    container,
                    EventRecorder.NORMAL,
                    "Pulled",
                    "Container image " + name + " already present on machine and can be accessed by the pod");
            return Optional.empty();
        }
        Instant now = node.clock().instant();
        if (container.pullFailed != null) {
            Instant again = container.pullFailed.plus(container.pulls.delayAfter(container.pullFailed));
            if (now.isBefore(again)) {
                return pullBackOff(pod, container, name, Duration.between(now, again));
            }
        }
        event(pod, container, EventRecorder.NORMAL, "Pulling", "Pulling image " + name);
        if (!Images.canBePulled(image)) {
            return pullFailed(pod, container, image, now);
        }
        node.images().pulled(image);
        event(
                pod,
                container,
                EventRecorder.NORMAL,
                "Pulled",
                "Successfully pulled image " + name + " in 0s (0s including waiting). Image size: 0 bytes.");
        return Optional.empty();
    }

    private Optional<Duration> pullFailed(Pod pod, ManagedContainer container, ImageReference image, Instant now) {
        String error = "failed to pull and unpack image \"" + image.fullName() + "\": failed to resolve reference \""
                + image.fullName() + "\": " + image.fullName() + ": not found";
        container.pulls.next(now, now);
        container.pullFailed = now;
        container.pullError = error;
        container.waiting = new Waiting("ErrImagePull", error);
        event(
                pod,
                container,
                EventRecorder.WARNING,
                "Failed",
                "Failed to pull image \"" + container.spec.getImage() + "\": " + error);
        event(pod, container, EventRecorder.WARNING, "Failed", "Error: ErrImagePull");
        return Optional.of(PULL_ERROR_SHOWN);
    }

    private Optional<Duration> pullBackOff(Pod pod, ManagedContainer container, String name, Duration left) {
        if (container.waiting == null || !container.waiting.reason().equals("ImagePullBackOff")) {
            event(pod, container, EventRecorder.NORMAL, "BackOff", "Back-off pulling image " + name);
            event(pod, container, EventRecorder.WARNING, "Failed", "Error: ImagePullBackOff");
        }
        container.waiting = new Waiting(
                "ImagePullBackOff", "Back-off pulling image " + name + ": ErrImagePull: " + container.pullError);
        return Optional.of(left);
    }

    private ContainerConfig config(Pod pod, ManagedContainer container) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        List<Integer> ports = PodPorts.plan(pod.getSpec()).getOrDefault(container.name(), List.of());
        String id = container.adoptedId == null ? node.newContainerId() : container.adoptedId;
        container.adoptedId = null;
        return new ContainerConfig(
                id,
                new ContainerKey(pod.getMetadata().getUid(), namespace, name, container.name(), container.attempt),
                new ContainerIdentity(
                        name, namespace, ip, pod.getSpec().getNodeName(), container.name(), container.spec.getImage()),
                ports,
                commands ? command(container) : List.of(),
                container.environment,
                container.kind == ManagedContainer.Kind.INIT);
    }

    private static List<String> command(ManagedContainer container) {
        List<String> command = new ArrayList<>();
        Map<String, String> environment = container.environment;
        if (container.spec.getCommand().isEmpty()) {
            return List.of(); // the image's own entry point is what the fake container stands in for
        }
        container.spec.getCommand().forEach(part -> command.add(Environment.expand(part, environment)));
        container.spec.getArgs().forEach(part -> command.add(Environment.expand(part, environment)));
        return command;
    }

    /** Of simulated containers only what goes wrong is told: their events would cost more than the pods. */
    private void event(Pod pod, ManagedContainer container, String type, String reason, String message) {
        if (runtime.isSimulated() && type.equals(EventRecorder.NORMAL)) {
            return;
        }
        node.api().event(pod, container.fieldPath(), type, reason, message);
    }
}
