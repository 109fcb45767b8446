package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.kubelet.pod.ContainerStage.Exited;
import dev.coracle.kubelet.pod.ContainerStage.Waiting;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes the statuses of a pod's containers (the kubelet's {@code convertToAPIContainerStatuses}, v1.36).
 *
 * @param waitingReason what a container says that has nothing of its own to wait for
 * @param lost the pod is over, and a container that never ran will not run
 * @param messageRoom how long each container's termination message may be
 */
record ContainerStatuses(String waitingReason, boolean lost, int messageRoom) {
    private static final int KILLED = 137;

    ContainerStatus of(ManagedContainer container) {
        ContainerStatusBuilder status = new ContainerStatusBuilder()
                .withName(container.name())
                .withImage(image(container))
                .withImageID(imageId(container))
                .withRestartCount(Math.max(0, container.history().attempt()))
                .withReady(container.isReady())
                .withStarted(container.isStarted());
        container
                .run()
                .map(run -> ManagedContainer.ID_PREFIX + run.id())
                .or(() -> container.latestEnd().map(Termination::containerId))
                .ifPresent(status::withContainerID);
        resources(container).ifPresent(resources -> {
            status.withResources(resources);
            if (container.spec().getResources() != null) {
                status.withAllocatedResources(container.spec().getResources().getRequests());
            }
        });
        ContainerStateBuilder last = new ContainerStateBuilder();
        container.earlierEnd().ifPresent(end -> last.withTerminated(end.toApi(messageRoom)));
        return status.withState(state(container).build())
                .withLastState(last.build())
                .build();
    }

    private ContainerStateBuilder state(ManagedContainer container) {
        ContainerStateBuilder state = new ContainerStateBuilder();
        Optional<Instant> up = container.run().filter(ContainerRun::isUp).flatMap(ContainerRun::runningSince);
        if (up.isPresent()) {
            return state.withNewRunning(ApiTime.seconds(up.get()));
        }
        if (container.stage() instanceof Exited exited) {
            return state.withTerminated(exited.termination().toApi(messageRoom));
        }
        if (lost && container.stage() instanceof Waiting) {
            return state.withTerminated(new ContainerStateTerminatedBuilder()
                    .withExitCode(KILLED)
                    .withReason("ContainerStatusUnknown")
                    .withMessage("The container could not be located when the pod was terminated")
                    .build());
        }
        return container.stage() instanceof Waiting waiting && waiting.reason() != null
                ? state.withNewWaiting(waiting.message(), waiting.reason())
                : state.withNewWaiting(null, waitingReason);
    }

    /** What runs has what it was given; what ran will have what was granted. */
    private static Optional<ResourceRequirements> resources(ManagedContainer container) {
        if (!hasRun(container)) {
            return Optional.empty();
        }
        ResourceRequirements given = container
                .run()
                .map(ContainerRun::resources)
                .orElse(container.spec().getResources());
        return Optional.of(given == null ? new ResourceRequirements() : given);
    }

    private static boolean hasRun(ManagedContainer container) {
        return container.isAlive() || container.latestEnd().isPresent();
    }

    private static String image(ManagedContainer container) {
        String name = String.valueOf(container.spec().getImage());
        try {
            return hasRun(container) ? ImageReference.parse(name).fullName() : name;
        } catch (IllegalArgumentException invalid) {
            return name;
        }
    }

    private static String imageId(ManagedContainer container) {
        try {
            return hasRun(container)
                    ? ImageReference.parse(String.valueOf(container.spec().getImage()))
                            .id()
                    : "";
        } catch (IllegalArgumentException invalid) {
            return "";
        }
    }
}
