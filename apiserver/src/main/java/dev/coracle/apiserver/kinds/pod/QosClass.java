package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.util.HashMap;
import java.util.Map;

/** A pod's quality of service, from what its containers request and are limited to: upstream's ComputePodQOS. */
final class QosClass {
    private static final String[] COMPUTE = {"cpu", "memory"};

    private QosClass() {}

    static String of(JsonNode spec) {
        Map<String, Quantity> requests = new HashMap<>();
        Map<String, Quantity> limits = new HashMap<>();
        boolean guaranteed = true;
        JsonNode podLevel = Tree.get(spec, "resources");
        if (!podLevel.isEmpty()) {
            guaranteed = add(podLevel, requests, limits);
        } else {
            for (String list : new String[] {"containers", "initContainers"}) {
                for (JsonNode container : Tree.get(spec, list)) {
                    guaranteed &= add(Tree.get(container, "resources"), requests, limits);
                }
            }
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return "BestEffort";
        }
        if (guaranteed && requests.size() == limits.size()) {
            for (Map.Entry<String, Quantity> request : requests.entrySet()) {
                Quantity limit = limits.get(request.getKey());
                guaranteed &= limit != null && limit.compareTo(request.getValue()) == 0;
            }
            if (guaranteed) {
                return "Guaranteed";
            }
        }
        return "Burstable";
    }

    /** @return whether both cpu and memory are limited */
    private static boolean add(JsonNode resources, Map<String, Quantity> requests, Map<String, Quantity> limits) {
        add(Tree.get(resources, "requests"), requests);
        return add(Tree.get(resources, "limits"), limits) == COMPUTE.length;
    }

    private static int add(JsonNode amounts, Map<String, Quantity> sums) {
        int found = 0;
        for (String name : COMPUTE) {
            JsonNode amount = Tree.get(amounts, name);
            if (!amount.isMissingNode()) {
                Quantity quantity = Quantity.of(amount);
                if (quantity.signum() > 0) {
                    sums.merge(name, quantity, Quantity::plus);
                    found++;
                }
            }
        }
        return found;
    }
}
