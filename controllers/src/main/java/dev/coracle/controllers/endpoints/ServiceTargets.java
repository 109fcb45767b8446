package dev.coracle.controllers.endpoints;

import dev.coracle.client.ApiTime;
import dev.coracle.client.EventRecorder;
import dev.coracle.controllers.core.LabelSelectors;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which pods stand behind a Service, at which ports and in which condition. Pure functions over the two. */
public final class ServiceTargets {
    public static final String HEADLESS_LABEL = "service.kubernetes.io/headless";
    public static final String TRIGGER_TIME_ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

    private ServiceTargets() {}

    /** One port of a Service as a pod offers it. */
    public record TargetPort(
            @Nullable String name,
            int port,
            String protocol,
            @Nullable String appProtocol) {}

    /** Whether the Service's endpoints are ours to keep: someone else does where there is no selector. */
    public static boolean isManaged(Service service) {
        return service.getSpec().getSelector() != null
                && !service.getSpec().getSelector().isEmpty()
                && !"ExternalName".equals(service.getSpec().getType());
    }

    public static boolean isHeadless(Service service) {
        String ip = service.getSpec().getClusterIP();
        return ip == null || ip.isEmpty() || "None".equals(ip);
    }

    public static boolean selects(Service service, Map<String, String> podLabels) {
        return isManaged(service) && LabelSelectors.matches(service.getSpec().getSelector(), podLabels);
    }

    /** The pods that have an address and have not ended. */
    public static Stream<Pod> candidates(Service service, Collection<Pod> podsOfNamespace, String family) {
        return podsOfNamespace.stream()
                .filter(pod -> selects(service, labels(pod)))
                .filter(pod -> !PodFacts.isFinished(pod))
                .filter(pod -> address(pod, family).isPresent());
    }

    private static Map<String, String> labels(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /** The pod's address of a family, {@code IPv4} or {@code IPv6}. */
    public static Optional<String> address(Pod pod, String family) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        boolean v6 = "IPv6".equals(family);
        return Stream.concat(
                        pod.getStatus().getPodIPs().stream().map(PodIP::getIp),
                        Stream.ofNullable(pod.getStatus().getPodIP()))
                .filter(ip -> ip.contains(":") == v6 && !ip.isEmpty())
                .findFirst();
    }

    /** What the Service's ports are on this pod; a named port the pod does not have is left out. */
    public static List<TargetPort> ports(Service service, Pod pod) {
        List<TargetPort> ports = new ArrayList<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
            Integer number = resolve(port, protocol, pod);
            if (number != null) {
                ports.add(new TargetPort(port.getName(), number, protocol, port.getAppProtocol()));
            }
        }
        return ports;
    }

    /** A number needs no container to declare it; a name is looked up. */
    private static @Nullable Integer resolve(ServicePort port, String protocol, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null || (target.getIntVal() != null && target.getIntVal() == 0)) {
            return port.getPort();
        }
        if (target.getIntVal() != null) {
            return target.getIntVal();
        }
        Stream<Container> sidecars =
                pod.getSpec().getInitContainers().stream().filter(c -> "Always".equals(c.getRestartPolicy()));
        return Stream.concat(pod.getSpec().getContainers().stream(), sidecars)
                .flatMap(container -> container.getPorts().stream())
                .filter(p -> target.getStrVal().equals(p.getName()))
                .filter(p -> protocol.equals(Objects.requireNonNullElse(p.getProtocol(), "TCP")))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(null);
    }

    public static boolean publishesNotReady(Service service) {
        return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    }

    /** The pod's own name in DNS, if this Service is the one its subdomain names. */
    public static @Nullable String hostname(Service service, Pod pod) {
        String hostname = pod.getSpec().getHostname();
        return hostname != null
                        && !hostname.isEmpty()
                        && service.getMetadata().getName().equals(pod.getSpec().getSubdomain())
                ? hostname
                : null;
    }

    public static ObjectReference reference(Pod pod) {
        return new ObjectReferenceBuilder(EventRecorder.referenceTo(pod))
                .withApiVersion(null)
                .withResourceVersion(null)
                .build();
    }

    /** The Service's labels, less those that belong to the endpoints object itself, plus the mark of a headless one. */
    public static Map<String, String> labels(Service service, Map<String, String> own) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (service.getMetadata().getLabels() != null) {
            labels.putAll(service.getMetadata().getLabels());
        }
        labels.remove(HEADLESS_LABEL);
        if (isHeadless(service)) {
            labels.put(HEADLESS_LABEL, "");
        }
        labels.putAll(own);
        return labels;
    }

    /** When the latest change happened that the endpoints now reflect, as far as pods tell it: a pod getting ready. */
    public static Optional<String> triggerTime(Collection<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> Optional.ofNullable(PodFacts.readySince(pod)).stream())
                .max(Instant::compareTo)
                .map(ApiTime::seconds);
    }

    /** Whether anything changed that endpoints show. */
    public static boolean differ(Pod before, Pod after) {
        return !Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels())
                || PodFacts.isTerminating(before) != PodFacts.isTerminating(after)
                || PodFacts.isFinished(before) != PodFacts.isFinished(after)
                || PodFacts.isReady(before) != PodFacts.isReady(after)
                || !Objects.equals(
                        before.getSpec().getNodeName(), after.getSpec().getNodeName())
                || !address(before, "IPv4").equals(address(after, "IPv4"))
                || !address(before, "IPv6").equals(address(after, "IPv6"));
    }
}
