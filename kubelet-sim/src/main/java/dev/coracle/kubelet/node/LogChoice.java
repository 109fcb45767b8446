package dev.coracle.kubelet.node;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import org.jspecify.annotations.Nullable;

/** Which run's log a client gets, or why none; the rules and words are the kubelet's (v1.36). */
record LogChoice(int attempt, @Nullable String problem) {
    static LogChoice of(ContainerStatus status, String pod, boolean previous) {
        int latest = status.getRestartCount();
        ContainerState state = status.getState();
        boolean waiting = state != null && state.getWaiting() != null;
        boolean hasLast = status.getLastState() != null && status.getLastState().getTerminated() != null;
        String who = "container \"" + status.getName() + "\" in pod \"" + pod + "\"";
        if (previous) {
            // While it waits to be restarted its latest run is already its last.
            boolean restarted = !waiting || isStarting(status);
            return hasLast
                    ? new LogChoice(restarted ? latest - 1 : latest, null)
                    : new LogChoice(0, "previous terminated " + who + " not found");
        }
        if (!waiting || hasLast || status.getContainerID() != null) {
            return new LogChoice(latest, null);
        }
        String reason = String.valueOf(state.getWaiting().getReason());
        return new LogChoice(
                0,
                who + " is waiting to start: "
                        + switch (reason) {
                            case "ErrImagePull" -> "image can't be pulled";
                            case "ImagePullBackOff" -> "trying and failing to pull image";
                            default -> reason;
                        });
    }

    private static boolean isStarting(ContainerStatus status) {
        return "ContainerCreating".equals(status.getState().getWaiting().getReason());
    }
}
