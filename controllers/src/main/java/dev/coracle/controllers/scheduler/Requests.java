package dev.coracle.controllers.scheduler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a pod asks for: by resource name, CPU in thousandths of a core, everything else in whole units. */
record Requests(Map<String, Long> amounts) {
    static final Requests NONE = new Requests(Map.of());

    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    Requests {
        amounts = Map.copyOf(amounts);
    }

    /** The larger of what runs together and what any init container needs before that, plus the overhead. */
    static Requests of(Pod pod) {
        Map<String, Long> together = new HashMap<>();
        Map<String, Long> initially = new HashMap<>();
        Map<String, Long> sidecars = new HashMap<>();
        for (Container init : pod.getSpec().getInitContainers()) {
            Map<String, Long> request = of(init);
            if ("Always".equals(init.getRestartPolicy())) {
                request.forEach((name, amount) -> sidecars.merge(name, amount, Long::sum));
                sidecars.forEach((name, amount) -> initially.merge(name, amount, Math::max));
            } else {
                Map<String, Long> withSidecars = new HashMap<>(sidecars);
                request.forEach((name, amount) -> withSidecars.merge(name, amount, Long::sum));
                withSidecars.forEach((name, amount) -> initially.merge(name, amount, Math::max));
            }
        }
        sidecars.forEach((name, amount) -> together.merge(name, amount, Long::sum));
        for (Container container : pod.getSpec().getContainers()) {
            of(container).forEach((name, amount) -> together.merge(name, amount, Long::sum));
        }
        initially.forEach((name, amount) -> together.merge(name, amount, Math::max));
        parse(pod.getSpec().getOverhead()).forEach((name, amount) -> together.merge(name, amount, Long::sum));
        return new Requests(together);
    }

    private static Map<String, Long> of(Container container) {
        ResourceRequirements resources = container.getResources();
        return resources == null ? Map.of() : parse(resources.getRequests());
    }

    static Map<String, Long> parse(@Nullable Map<String, Quantity> quantities) {
        Map<String, Long> amounts = new TreeMap<>();
        if (quantities != null) {
            quantities.forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
        }
        return amounts;
    }

    private static long amount(String name, Quantity quantity) {
        BigDecimal value = quantity.getNumericalAmount();
        return ("cpu".equals(name) ? value.multiply(MILLI) : value)
                .setScale(0, RoundingMode.CEILING)
                .longValue();
    }
}
