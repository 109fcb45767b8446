package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How much a pod asks for in all: its containers and sidecars together, or the largest of its init containers beside the
 * sidecars before it if that is more; what the pod says of itself goes first; overhead comes on top. Immutable.
 */
record PodAmounts(Map<String, BigDecimal> amounts) {
    static PodAmounts requests(PodSpec spec) {
        Map<String, BigDecimal> sidecars = new HashMap<>();
        Map<String, BigDecimal> most = new HashMap<>();
        for (Container container : spec.getInitContainers()) {
            Map<String, BigDecimal> alone = requests(container.getResources());
            if ("Always".equals(container.getRestartPolicy())) {
                merge(sidecars, alone, BigDecimal::add);
                merge(most, sidecars, BigDecimal::max);
            } else {
                merge(alone, sidecars, BigDecimal::add);
                merge(most, alone, BigDecimal::max);
            }
        }
        Map<String, BigDecimal> all = sidecars;
        spec.getContainers().forEach(each -> merge(all, requests(each.getResources()), BigDecimal::add));
        merge(all, most, BigDecimal::max);
        all.putAll(requests(spec.getResources()));
        merge(all, amounts(spec.getOverhead()), BigDecimal::add);
        return new PodAmounts(Map.copyOf(all));
    }

    private static void merge(
            Map<String, BigDecimal> into, Map<String, BigDecimal> more, BinaryOperator<BigDecimal> how) {
        more.forEach((resource, amount) -> into.merge(resource, amount, how));
    }

    private static Map<String, BigDecimal> requests(@Nullable ResourceRequirements resources) {
        return amounts(resources == null ? null : resources.getRequests());
    }

    private static Map<String, BigDecimal> amounts(@Nullable Map<String, Quantity> quantities) {
        Map<String, BigDecimal> amounts = new HashMap<>();
        if (quantities != null) {
            quantities.forEach((resource, quantity) -> amounts.put(resource, quantity.getNumericalAmount()));
        }
        return amounts;
    }

    BigDecimal of(String resource) {
        return amounts.getOrDefault(resource, BigDecimal.ZERO);
    }
}
