package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.pod.ContainerStage.Exited;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;

/**
 * Which containers of a pod run again after they have ended: a container's own rules, then its own policy, then the
 * pod's (upstream's {@code ContainerShouldRestart}, v1.36). Immutable.
 */
record RestartRules(String podPolicy) {
    private static final String ALL = "RestartAllContainers";

    static RestartRules of(PodSpec spec) {
        return new RestartRules(spec.getRestartPolicy() == null ? "Always" : spec.getRestartPolicy());
    }

    /** Whether a container that has ended, or never ran, is to run (again). */
    boolean restarts(ManagedContainer container) {
        Optional<Termination> end = container.latestEnd();
        if (end.isEmpty() || !container.hasBegun() || container.isToBeMadeAnew()) {
            return true;
        }
        if (container.kind() == ManagedContainer.Kind.INIT && end.get().code() == 0) {
            return false; // it has done what it was for
        }
        return restarts(container, end.get().code());
    }

    private boolean restarts(ManagedContainer container, int code) {
        Container spec = container.spec();
        return matching(spec, code).isPresent() || restarts(policy(container), code);
    }

    private static boolean restarts(String policy, int code) {
        return policy.equals("Always") || (policy.equals("OnFailure") && code != 0);
    }

    private String policy(ManagedContainer container) {
        String own = container.spec().getRestartPolicy();
        if (own != null) {
            return own;
        }
        return container.kind() == ManagedContainer.Kind.INIT && podPolicy.equals("Always") ? "OnFailure" : podPolicy;
    }

    /** Whether a container that is ended because it does badly comes back; its rules need a code, which it has not. */
    boolean comesBack(ManagedContainer container) {
        return !policy(container).equals("Never");
    }

    /** Whether the end of this container has all containers begin again. */
    boolean restartsAll(ManagedContainer container) {
        return container.stage() instanceof Exited exited
                && matching(container.spec(), exited.termination().code())
                        .filter(rule -> ALL.equals(rule.getAction()))
                        .isPresent();
    }

    /** Whether a rule of this container has all containers begin again. */
    static boolean couldRestartAll(Container spec) {
        return spec.getRestartPolicyRules().stream().anyMatch(rule -> ALL.equals(rule.getAction()));
    }

    private static Optional<ContainerRestartRule> matching(Container spec, int code) {
        return spec.getRestartPolicyRules().stream()
                .filter(rule -> rule.getExitCodes() != null
                        && rule.getExitCodes().getValues().contains(code)
                                == "In".equals(rule.getExitCodes().getOperator()))
                .findFirst();
    }
}
