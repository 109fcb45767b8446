package dev.coracle.kubelet.node;

import dev.coracle.client.ApiTime;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes the Node object and its status, with the kubelet's reasons and messages (v1.36). */
final class NodeObjects {
    private static final Quantity ROOMY_CPU = new Quantity("1000");
    private static final Quantity ROOMY_MEMORY = new Quantity("4Ti");
    private static final Quantity DISK = new Quantity("100Gi");

    private final NodeSpec spec;
    private final HostFacts host = HostFacts.read();

    NodeObjects(NodeSpec spec) {
        this.spec = spec;
    }

    Map<String, String> labels() {
        return Map.of(
                "kubernetes.io/hostname", spec.name(),
                "kubernetes.io/os", host.os(),
                "kubernetes.io/arch", host.arch(),
                "beta.kubernetes.io/os", host.os(),
                "beta.kubernetes.io/arch", host.arch(),
                "node.kubernetes.io/instance-type", "coracle-" + spec.runtimeName());
    }

    Node node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(spec.name())
                .withLabels(labels())
                .addToAnnotations("volumes.kubernetes.io/controller-managed-attach-detach", "true")
                .endMetadata()
                .withNewSpec()
                .withPodCIDR(spec.podCidr())
                .withPodCIDRs(spec.podCidr())
                .endSpec()
                .build();
    }

    /** What a node has; all of it can be given to pods. */
    static Map<String, Quantity> capacity(boolean roomy, int maxPods) {
        return Map.of(
                "cpu",
                roomy
                        ? ROOMY_CPU
                        : new Quantity(String.valueOf(Runtime.getRuntime().availableProcessors())),
                "memory",
                roomy ? ROOMY_MEMORY : new Quantity(HostFacts.read().memoryKib() + "Ki"),
                "ephemeral-storage",
                DISK,
                "hugepages-1Gi",
                new Quantity("0"),
                "hugepages-2Mi",
                new Quantity("0"),
                "pods",
                new Quantity(String.valueOf(maxPods)));
    }

    NodeStatus status(Instant now, List<NodeCondition> earlier, int kubeletPort, String version) {
        Map<String, Quantity> capacity = spec.capacity();
        return new NodeStatusBuilder()
                .withCapacity(capacity)
                .withAllocatable(capacity)
                .withAddresses(addresses())
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(kubeletPort)
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withArchitecture(host.arch())
                .withBootID(host.bootId())
                .withContainerRuntimeVersion("coracle://" + spec.runtimeName())
                .withKernelVersion(host.kernel())
                .withKubeProxyVersion("")
                .withKubeletVersion(version)
                .withMachineID("")
                .withOperatingSystem(host.os())
                .withOsImage(host.osImage())
                .withSystemUUID("")
                .endNodeInfo()
                .withConditions(conditions(now, earlier))
                .build();
    }

    /**
     * A kube-apiserver that is to reach this kubelet prefers the host name to every address, and nobody resolves the
     * node's name: so the address stands there too, as a kubelet's {@code --hostname-override} would have it.
     */
    private List<NodeAddress> addresses() {
        return List.of(new NodeAddress(spec.address(), "InternalIP"), new NodeAddress(spec.address(), "Hostname"));
    }

    private static List<NodeCondition> conditions(Instant now, List<NodeCondition> earlier) {
        return List.of(
                condition(
                        now,
                        earlier,
                        "MemoryPressure",
                        "False",
                        "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available"),
                condition(
                        now,
                        earlier,
                        "DiskPressure",
                        "False",
                        "KubeletHasNoDiskPressure",
                        "kubelet has no disk pressure"),
                condition(
                        now,
                        earlier,
                        "PIDPressure",
                        "False",
                        "KubeletHasSufficientPID",
                        "kubelet has sufficient PID available"),
                condition(now, earlier, "Ready", "True", "KubeletReady", "kubelet is posting ready status"));
    }

    private static NodeCondition condition(
            Instant now, List<NodeCondition> earlier, String type, String status, String reason, String message) {
        String transition = earlier.stream()
                .filter(each -> each.getType().equals(type) && status.equals(each.getStatus()))
                .map(NodeCondition::getLastTransitionTime)
                .findFirst()
                .orElse(ApiTime.seconds(now));
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastHeartbeatTime(ApiTime.seconds(now))
                .withLastTransitionTime(transition)
                .build();
    }
}
