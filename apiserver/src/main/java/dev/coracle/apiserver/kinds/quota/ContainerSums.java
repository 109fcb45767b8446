package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pod's containers need together: all running ones at once, or more for a while if an init container, beside the
 * sidecars started before it, needs more.
 */
public final class ContainerSums {
    private ContainerSums() {}

    /** What all containers have together; {@code list} is {@code requests} or {@code limits}. */
    public static Map<String, Quantity> of(JsonNode spec, String list) {
        Map<String, Quantity> sums = new TreeMap<>();
        for (JsonNode container : Tree.get(spec, "containers")) {
            add(sums, Tree.get(container, "resources", list));
        }
        Map<String, Quantity> sidecars = new TreeMap<>();
        Map<String, Quantity> peak = new TreeMap<>();
        for (JsonNode container : Tree.get(spec, "initContainers")) {
            JsonNode amounts = Tree.get(container, "resources", list);
            if (Tree.text(container, "restartPolicy").equals("Always")) {
                add(sums, amounts);
                add(sidecars, amounts);
                max(peak, sidecars);
            } else {
                Map<String, Quantity> together = new TreeMap<>(sidecars);
                add(together, amounts);
                max(peak, together);
            }
        }
        max(sums, peak);
        return sums;
    }

    private static void add(Map<String, Quantity> sums, JsonNode amounts) {
        Tree.entries(amounts)
                .forEach(entry -> sums.merge(entry.getKey(), Quantity.of(entry.getValue()), Quantity::plus));
    }

    private static void max(Map<String, Quantity> sums, Map<String, Quantity> others) {
        others.forEach((name, amount) -> sums.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
}
