package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pod's containers need together: all running ones at once, or more for a while if an init container, beside the
 * sidecars started before it, needs more. Init containers are added in their order. Confined to one pod.
 */
public final class ContainerSums {
    private final Map<String, Quantity> together = new TreeMap<>();
    private final Map<String, Quantity> sidecars = new TreeMap<>();
    private final Map<String, Quantity> peak = new TreeMap<>();

    /** What all containers have together; {@code list} is {@code requests} or {@code limits}. */
    public static Map<String, Quantity> of(JsonNode spec, String list) {
        ContainerSums sums = new ContainerSums();
        for (JsonNode container : Tree.get(spec, "containers")) {
            sums.add(Amounts.of(Tree.get(container, "resources", list)));
        }
        for (JsonNode container : Tree.get(spec, "initContainers")) {
            Map<String, Quantity> amounts = Amounts.of(Tree.get(container, "resources", list));
            if (Tree.text(container, "restartPolicy").equals("Always")) {
                sums.addSidecar(amounts);
            } else {
                sums.addInit(amounts);
            }
        }
        return sums.total();
    }

    /** As {@link #of}, but what the pod says of itself as a whole goes first. */
    public static Map<String, Quantity> ofPod(JsonNode spec, String list) {
        Map<String, Quantity> sums = of(spec, list);
        Amounts.of(Tree.get(spec, "resources", list)).forEach((name, amount) -> {
            if (ResourceNames.isPodLevel(name)) {
                sums.put(name, amount);
            }
        });
        return sums;
    }

    public void add(Map<String, Quantity> container) {
        add(together, container);
    }

    /** An init container that goes on running. */
    public void addSidecar(Map<String, Quantity> container) {
        add(together, container);
        add(sidecars, container);
        max(peak, sidecars);
    }

    /** An init container that ends before the next one starts. */
    public void addInit(Map<String, Quantity> container) {
        max(peak, Amounts.plus(sidecars, container));
    }

    /** The larger of what runs together and of what runs before that, name by name. */
    public Map<String, Quantity> total() {
        Map<String, Quantity> total = new TreeMap<>(together);
        max(total, peak);
        return total;
    }

    private static void add(Map<String, Quantity> sums, Map<String, Quantity> amounts) {
        amounts.forEach((name, amount) -> sums.merge(name, amount, Quantity::plus));
    }

    private static void max(Map<String, Quantity> sums, Map<String, Quantity> others) {
        others.forEach((name, amount) -> sums.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
}
