package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;

/** The phase of a pod by the statuses of its containers (the kubelet's {@code getPhase}, v1.36). */
enum PodPhase {
    PENDING("Pending"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private final String label;

    PodPhase(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }

    boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED;
    }

    /** One container with the status that is written of it. */
    record Member(ManagedContainer container, ContainerStatus status) {
        private boolean isRunning() {
            return status.getState().getRunning() != null;
        }

        /** Has ended, and either stays so or waits to run again. */
        private boolean isStopped() {
            ContainerState state = status.getState();
            return state.getTerminated() != null
                    || (state.getWaiting() != null && status.getLastState().getTerminated() != null);
        }

        private boolean hasSucceeded() {
            return status.getState().getTerminated() != null
                    && status.getState().getTerminated().getExitCode() == 0;
        }
    }

    /** @param ended nothing of the pod will run any more */
    static PodPhase of(List<Member> members, RestartRules rules, boolean ended) {
        boolean initialized = members.stream()
                .anyMatch(each -> each.container().kind() == ManagedContainer.Kind.REGULAR
                        && each.container().isAlive());
        int running = 0;
        int waiting = 0;
        int stopped = 0;
        int succeeded = 0;
        boolean restarting = false;
        boolean pendingInit = false;
        for (Member member : members) {
            switch (member.container().kind()) {
                case INIT -> {
                    if (member.isStopped() && !member.hasSucceeded() && !rules.restarts(member.container())) {
                        return FAILED;
                    }
                    pendingInit |= !member.isStopped();
                }
                case SIDECAR -> {
                    boolean up = member.isRunning() && member.container().isStarted();
                    pendingInit |= !initialized && !member.isStopped() && !up;
                    running += member.isRunning() ? 1 : 0;
                    waiting += member.isRunning() || member.isStopped() ? 0 : 1;
                }
                case REGULAR -> {
                    if (member.isRunning()) {
                        running++;
                    } else if (member.isStopped()) {
                        stopped++;
                        succeeded += member.hasSucceeded() ? 1 : 0;
                        restarting |= rules.restarts(member.container());
                    } else {
                        waiting++;
                    }
                }
            }
        }
        if (pendingInit || waiting > 0) {
            return ended ? FAILED : PENDING;
        }
        if (running > 0 || (restarting && !ended)) {
            return RUNNING;
        }
        if (stopped == 0) {
            return ended ? FAILED : PENDING;
        }
        return succeeded == stopped ? SUCCEEDED : FAILED;
    }
}
