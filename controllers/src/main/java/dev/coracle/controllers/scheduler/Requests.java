package dev.coracle.controllers.scheduler;

import dev.coracle.client.Quantities;
import dev.coracle.machinery.quota.ContainerSums;
import dev.coracle.machinery.validation.Quantity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a pod asks for: by resource name, CPU in thousandths of a core, everything else in whole units. */
record Requests(Map<String, Long> amounts) {
    static final Requests NONE = new Requests(Map.of());

    Requests {
        amounts = Map.copyOf(amounts);
    }

    /** The larger of what runs together and what any init container needs before that, plus the overhead. */
    static Requests of(Pod pod) {
        ContainerSums sums = new ContainerSums();
        for (Container init : pod.getSpec().getInitContainers()) {
            if ("Always".equals(init.getRestartPolicy())) {
                sums.addSidecar(of(init));
            } else {
                sums.addInit(of(init));
            }
        }
        pod.getSpec().getContainers().forEach(container -> sums.add(of(container)));
        Map<String, Quantity> total = sums.total();
        Quantities.of(pod.getSpec().getOverhead()).forEach((name, more) -> total.merge(name, more, Quantity::plus));
        return new Requests(units(total));
    }

    private static Map<String, Quantity> of(Container container) {
        ResourceRequirements resources = container.getResources();
        return Quantities.of(resources == null ? null : resources.getRequests());
    }

    static Map<String, Long> parse(@Nullable Map<String, io.fabric8.kubernetes.api.model.Quantity> quantities) {
        return units(Quantities.of(quantities));
    }

    private static Map<String, Long> units(Map<String, Quantity> quantities) {
        Map<String, Long> amounts = new TreeMap<>();
        quantities.forEach((name, quantity) ->
                amounts.put(name, name.equals("cpu") ? quantity.milliValue() : quantity.longValue()));
        return amounts;
    }
}
