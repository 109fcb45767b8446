package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of one pod share: the runtime that runs them and the address they listen on. Neither changes once
 * there is one. Confined to the pod's worker, but for {@link #runtime}.
 */
final class PodSandbox {
    private final NodeContext node;
    private final Pod pod;
    private final @Nullable ContainerRuntime runtime;
    private @Nullable String ip;
    private boolean failed;

    private PodSandbox(NodeContext node, Pod pod, @Nullable ContainerRuntime runtime) {
        this.node = node;
        this.pod = pod;
        this.runtime = runtime;
    }

    /** Without an address yet. Asks the API for the pod's RuntimeClass, unless it has a runtime's own name. */
    static PodSandbox of(NodeContext node, Pod pod) {
        String className = pod.getSpec().getRuntimeClassName();
        ContainerRuntime runtime = node.runtimes().byName(className);
        if (runtime == null && className != null) {
            String handler = node.api().runtimeHandler(className);
            runtime = handler == null ? null : node.runtimes().byName(handler);
        }
        return new PodSandbox(node, pod, runtime);
    }

    /** None if no runtime is configured for the pod's class. */
    Optional<ContainerRuntime> runtime() {
        return Optional.ofNullable(runtime);
    }

    boolean isSimulated() {
        return runtime != null && runtime.isSimulated();
    }

    @Nullable
    String ip() {
        return ip;
    }

    /** Takes up the address that an earlier kubelet gave the pod, if nobody else has it now. */
    void recover(@Nullable String known) {
        if (known != null && (isHostNetwork() || node.addresses().claim(known, uid()))) {
            ip = known;
        }
    }

    /** What starts the pod's containers; none, told of in one event, as long as they have no runtime or no address. */
    Optional<ContainerStarter> starter(Runnable onChange) {
        if (runtime == null) {
            return failed("failed to get sandbox runtime: no runtime for \""
                    + pod.getSpec().getRuntimeClassName() + "\" is configured");
        }
        if (ip == null) {
            ip = isHostNetwork()
                    ? node.hostIp()
                    : node.addresses().allocate(uid()).orElse(null);
        }
        if (ip == null) {
            return failed("failed to set up sandbox network: no IP addresses available in range "
                    + node.addresses().range());
        }
        return Optional.of(new ContainerStarter(node, runtime, node.allowHostCommands(), ip, onChange));
    }

    private Optional<ContainerStarter> failed(String why) {
        if (!failed) {
            failed = true;
            node.api()
                    .event(
                            pod,
                            null,
                            EventRecorder.WARNING,
                            "FailedCreatePodSandBox",
                            "Failed to create pod sandbox: " + why);
        }
        return Optional.empty();
    }

    /** Lets another pod have the address. */
    void release() {
        if (ip != null && !isHostNetwork()) {
            node.addresses().release(ip, uid());
        }
    }

    private boolean isHostNetwork() {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }

    private String uid() {
        return pod.getMetadata().getUid();
    }
}
