package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.container.ContainerIdentity;
import dev.coracle.kubelet.pod.ContainerStage.Again;
import dev.coracle.kubelet.pod.ContainerStage.Exited;
import dev.coracle.kubelet.pod.ContainerStage.Orphaned;
import dev.coracle.kubelet.runtime.ContainerConfig;
import dev.coracle.kubelet.runtime.ContainerKey;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.machinery.gotext.GoDuration;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gets a container of one pod going: back-off, image, configuration, start. Each step that fails leaves the reason the
 * kubelet gives for it, and says when to try again. Confined to the pod's worker.
 */
final class ContainerStarter {
    /** A reason that the next look would replace stands in the status for that long. */
    static final Duration SHOWN = Duration.ofSeconds(1);

    private static final Duration CONFIG_RETRY = Duration.ofSeconds(10);
    private static final String BACK_OFF = "CrashLoopBackOff";
    private static final String INVALID_NAME = "InvalidImageName";

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
        Faults faults = Faults.of(pod);
        if (container.stage() instanceof Orphaned orphaned) {
            ContainerConfig config = config(pod, container, orphaned.id(), Map.of());
            container.started(new ContainerRun(
                    runtime.start(config, onChange), Map.of(), container.spec().getResources(), orphaned.since()));
            return Optional.empty();
        }
        Instant now = node.clock().instant();
        Optional<Duration> wait = container.shownFor(now);
        if (wait.isEmpty()) {
            wait = backOff(pod, container, now);
        }
        if (wait.isEmpty()) {
            wait = image(pod, container, faults);
        }
        return wait.isPresent() ? wait : create(pod, container);
    }

    private Optional<Duration> create(Pod pod, ManagedContainer container) {
        Map<String, String> environment;
        try {
            environment = new Environment(node, pod, ip).resolve(container.spec(), services(pod));
        } catch (Environment.MissingException missing) {
            container.waitFor("CreateContainerConfigError", missing.getMessage(), null);
            warn(pod, container, "Failed", "Error: " + missing.getMessage());
            return Optional.of(CONFIG_RETRY);
        }
        ContainerConfig config = config(pod, container, node.newContainerId(), environment);
        tell(pod, container, "Created", "Container created");
        container.started(new ContainerRun(
                runtime.start(config, onChange), environment, container.spec().getResources(), null));
        tell(pod, container, "Started", "Container started");
        return Optional.empty();
    }

    /** Nobody sees the environment of a simulated container, and a hundred thousand of them would read them all. */
    private List<Service> services(Pod pod) {
        return runtime.isSimulated()
                ? List.of()
                : node.api().services(pod.getMetadata().getNamespace());
    }

    private Optional<Duration> backOff(Pod pod, ManagedContainer container, Instant now) {
        Optional<Termination> end = container.latestEnd();
        boolean atOnce = container.stage() instanceof Exited exited && exited.again() != Again.AFTER_BACK_OFF;
        if (end.isEmpty() || atOnce || !container.hasBegun() || container.hasBackedOff()) {
            return Optional.empty();
        }
        Instant failure = end.get().finishedAt();
        Duration delay = container.crashes().delayAfter(failure);
        Duration left = Duration.between(now, failure.plus(delay));
        if (left.isNegative() || left.isZero()) {
            container.crashes().next(failure, now);
            container.backedOff();
            return Optional.empty();
        }
        String name = PodNames.unique(pod);
        if (!container.waitingFor().equals(Optional.of(BACK_OFF))) {
            warn(
                    pod,
                    container,
                    "BackOff",
                    "Back-off restarting failed container " + container.name() + " in pod " + name);
        }
        String message = "back-off " + GoDuration.format(delay) + " restarting failed container=" + container.name()
                + " pod=" + name;
        container.waitFor(BACK_OFF, message, null);
        return Optional.of(left);
    }

    private Optional<Duration> image(Pod pod, ManagedContainer container, Faults faults) {
        ImageReference image;
        try {
            image = ImageReference.parse(String.valueOf(container.spec().getImage()));
        } catch (IllegalArgumentException invalid) {
            return invalidImage(pod, container, String.valueOf(invalid.getMessage()));
        }
        boolean missing = !Images.canBePulled(image) || faults.isMissing(name(container), container.name());
        String policy = container.spec().getImagePullPolicy();
        boolean present = node.images().isPresent(image) && !missing;
        if ("Never".equals(policy)
                || (present && !"Always".equals(policy) && !container.pull().isUnderWay())) {
            return present || !missing ? alreadyThere(pod, container) : neverPulled(pod, container);
        }
        return pull(pod, container, image, missing, faults.pullTime(container.name()));
    }

    private static String name(ManagedContainer container) {
        return String.valueOf(container.spec().getImage());
    }

    private Optional<Duration> invalidImage(Pod pod, ManagedContainer container, String message) {
        if (!container.waitingFor().equals(Optional.of(INVALID_NAME))) {
            warn(pod, container, "InspectFailed", message);
            warn(pod, container, "Failed", "Error: " + INVALID_NAME);
        }
        container.waitFor(INVALID_NAME, message, null);
        return Optional.of(CONFIG_RETRY);
    }

    private Optional<Duration> neverPulled(Pod pod, ManagedContainer container) {
        String message = "Container image \"" + name(container) + "\" is not present with pull policy of Never";
        container.waitFor("ErrImageNeverPull", message, null);
        warn(pod, container, "ErrImageNeverPull", message);
        warn(pod, container, "Failed", "Error: ErrImageNeverPull");
        return Optional.of(CONFIG_RETRY);
    }

    private Optional<Duration> alreadyThere(Pod pod, ManagedContainer container) {
        tell(
                pod,
                container,
                "Pulled",
                "Container image \"" + name(container)
                        + "\" already present on machine and can be accessed by the pod");
        return Optional.empty();
    }

    private Optional<Duration> pull(
            Pod pod, ManagedContainer container, ImageReference image, boolean missing, Duration time) {
        Instant now = node.clock().instant();
        ImagePull pull = container.pull();
        Optional<Duration> keepOff = pull.keepOff(now);
        if (keepOff.isPresent()) {
            return pullBackOff(pod, container, keepOff.get());
        }
        if (!pull.isUnderWay()) {
            tell(pod, container, "Pulling", "Pulling image \"" + name(container) + "\"");
            pull.begin(now);
        }
        Optional<Duration> left = pull.left(now, time);
        if (left.isPresent()) {
            container.waitForItsTurn();
            return left;
        }
        if (missing) {
            return pullFailed(pod, container, image, now);
        }
        pull.done();
        node.images().pulled(image);
        String took = GoDuration.format(time);
        tell(
                pod,
                container,
                "Pulled",
                "Successfully pulled image \"" + name(container) + "\" in " + took + " (" + took
                        + " including waiting). Image size: 0 bytes.");
        return Optional.empty();
    }

    private Optional<Duration> pullFailed(Pod pod, ManagedContainer container, ImageReference image, Instant now) {
        String error = "failed to pull and unpack image \"" + image.fullName() + "\": failed to resolve reference \""
                + image.fullName() + "\": " + image.fullName() + ": not found";
        container.pull().failed(now, error);
        container.waitFor("ErrImagePull", error, now.plus(SHOWN));
        warn(pod, container, "Failed", "Failed to pull image \"" + name(container) + "\": " + error);
        warn(pod, container, "Failed", "Error: ErrImagePull");
        return Optional.of(SHOWN);
    }

    private Optional<Duration> pullBackOff(Pod pod, ManagedContainer container, Duration left) {
        String backOff = "Back-off pulling image \"" + name(container) + "\"";
        if (!container.waitingFor().equals(Optional.of("ImagePullBackOff"))) {
            event(pod, container, EventRecorder.NORMAL, "BackOff", backOff);
            warn(pod, container, "Failed", "Error: ImagePullBackOff");
        }
        container.waitFor(
                "ImagePullBackOff",
                backOff + ": ErrImagePull: " + container.pull().error(),
                null);
        return Optional.of(left);
    }

    private ContainerConfig config(Pod pod, ManagedContainer container, String id, Map<String, String> environment) {
        Faults faults = Faults.of(pod);
        String name = container.name();
        ContainerKey key = new ContainerKey(
                pod.getMetadata().getUid(),
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                name,
                container.nextAttempt());
        return new ContainerConfig(
                id,
                key,
                new ContainerIdentity(
                        key.pod(), key.namespace(), ip, pod.getSpec().getNodeName(), name, name(container)),
                PodPorts.plan(pod.getSpec(), faults).getOrDefault(name, List.of()),
                commands ? command(container.spec(), environment) : List.of(),
                environment,
                container.kind() == ManagedContainer.Kind.INIT
                        && faults.end(name).isEmpty(),
                faults.site(name));
    }

    private static List<String> command(Container spec, Map<String, String> environment) {
        if (spec.getCommand().isEmpty()) {
            return List.of(); // the image's own entry point is what the fake container stands in for
        }
        List<String> command = new ArrayList<>();
        spec.getCommand().forEach(part -> command.add(Expansion.expand(part, environment)));
        spec.getArgs().forEach(part -> command.add(Expansion.expand(part, environment)));
        return command;
    }

    private void warn(Pod pod, ManagedContainer container, String reason, String message) {
        event(pod, container, EventRecorder.WARNING, reason, message);
    }

    /** Of simulated containers only what goes wrong is told: their events would cost more than the pods. */
    private void tell(Pod pod, ManagedContainer container, String reason, String message) {
        if (!runtime.isSimulated()) {
            event(pod, container, EventRecorder.NORMAL, reason, message);
        }
    }

    private void event(Pod pod, ManagedContainer container, String type, String reason, String message) {
        node.api().event(pod, container.fieldPath(), type, reason, message);
    }
}
