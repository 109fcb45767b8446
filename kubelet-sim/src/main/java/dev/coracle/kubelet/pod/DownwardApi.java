package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a pod's environment says of the pod itself, by fieldRef and resourceFieldRef (v1.36). Immutable. */
record DownwardApi(Pod pod, String podIp, String hostIp, Map<String, Quantity> allocatable) {
    private static final String HUGE_PAGES = "hugepages-";

    /** What a container without a limit may use of the node's; huge pages are never more than was asked for. */
    private static final Set<String> UNLIMITED = Set.of("cpu", "memory", "ephemeral-storage");

    /** What the limits of a whole pod can bound. */
    private static final Set<String> OF_PODS = Set.of("cpu", "memory");

    private static final BigDecimal MILLI = new BigDecimal("0.001");

    String field(String path) {
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName", "spec.host" -> orEmpty(pod.getSpec().getNodeName());
            case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
            case "status.podIP", "status.podIPs" -> podIp;
            case "status.hostIP", "status.hostIPs" -> hostIp;
            default -> subscript(path);
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private String subscript(String path) {
        int open = path.indexOf("['");
        if (open > 0 && path.endsWith("']")) {
            String key = path.substring(open + 2, path.length() - 2);
            Map<String, String> map = switch (path.substring(0, open)) {
                case "metadata.labels" -> pod.getMetadata().getLabels();
                case "metadata.annotations" -> pod.getMetadata().getAnnotations();
                default -> throw new Environment.MissingException("field label does not support subscript: " + path);
            };
            return map == null ? "" : map.getOrDefault(key, "");
        }
        throw new Environment.MissingException("field label not supported: " + path);
    }

    /** In units of the divisor, rounded up; a limit that is not set is the pod's, or else all the node has. */
    String resource(ResourceFieldSelector selector, Container own) {
        Container container = container(selector, own);
        String name = selector.getResource();
        int dot = name.indexOf('.');
        String kind = name.substring(0, Math.max(0, dot));
        String resource = name.substring(dot + 1);
        boolean limits = kind.equals("limits");
        if (!(limits || kind.equals("requests"))
                || !(UNLIMITED.contains(resource) || resource.startsWith(HUGE_PAGES))) {
            throw new Environment.MissingException("unsupported container resource : " + name);
        }
        ResourceRequirements set = container.getResources();
        BigDecimal amount = amount(set == null ? null : limits ? set.getLimits() : set.getRequests(), resource);
        if (limits && amount.signum() == 0 && UNLIMITED.contains(resource)) {
            amount = unlimited(resource);
        }
        BigDecimal exact = resource.equals("cpu") ? ceil(amount, MILLI) : ceil(amount, BigDecimal.ONE);
        return exact.divide(divisor(selector, resource), 0, RoundingMode.CEILING)
                .toPlainString();
    }

    private Container container(ResourceFieldSelector selector, Container own) {
        String name = selector.getContainerName();
        if (name == null || name.isEmpty() || name.equals(own.getName())) {
            return own;
        }
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new Environment.MissingException("container " + name + " not found"));
    }

    private BigDecimal unlimited(String resource) {
        BigDecimal node = amount(allocatable, resource);
        ResourceRequirements ofPod = pod.getSpec().getResources();
        BigDecimal limit =
                ofPod == null || !OF_PODS.contains(resource) ? BigDecimal.ZERO : amount(ofPod.getLimits(), resource);
        return limit.signum() == 0 ? node : limit;
    }

    private static BigDecimal divisor(ResourceFieldSelector selector, String resource) {
        Quantity divisor = selector.getDivisor();
        BigDecimal amount = divisor == null ? BigDecimal.ZERO : divisor.getNumericalAmount();
        if (amount.signum() == 0) {
            return BigDecimal.ONE;
        }
        return resource.equals("cpu") ? amount : ceil(amount, BigDecimal.ONE);
    }

    private static BigDecimal amount(@Nullable Map<String, Quantity> amounts, String resource) {
        Quantity quantity = amounts == null ? null : amounts.get(resource);
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    private static BigDecimal ceil(BigDecimal amount, BigDecimal unit) {
        return amount.divide(unit, 0, RoundingMode.CEILING).multiply(unit);
    }
}
