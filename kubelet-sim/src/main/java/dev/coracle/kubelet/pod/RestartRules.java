package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.PodSpec;

/** Which containers of a pod run again after they have ended. Immutable. */
record RestartRules(String podPolicy) {
    static RestartRules of(PodSpec spec) {
        return new RestartRules(spec.getRestartPolicy() == null ? "Always" : spec.getRestartPolicy());
    }

    /** Whether a container that has ended, or never ran, is to run (again). */
    boolean restarts(ManagedContainer container) {
        if (container.exit == null) {
            return true;
        }
        return switch (container.kind) {
            case SIDECAR -> true;
            case INIT -> !container.hasCompleted() && !podPolicy.equals("Never");
            case REGULAR -> {
                String own = container.spec.getRestartPolicy();
                String policy = own == null ? podPolicy : own;
                yield policy.equals("Always") || (policy.equals("OnFailure") && !container.hasCompleted());
            }
        };
    }
}
