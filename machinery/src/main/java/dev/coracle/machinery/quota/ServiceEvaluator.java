package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What Services use: node ports and load balancers besides themselves; a change of type counts. */
final class ServiceEvaluator implements QuotaEvaluator {
    private static final Set<String> NAMES =
            Set.of("count/services", "services", "services.nodeports", "services.loadbalancers");

    @Override
    public boolean uses(String amount) {
        return NAMES.contains(amount);
    }

    @Override
    public Map<String, Quantity> usage(ObjectNode service, Instant now) {
        JsonNode spec = Tree.spec(service);
        String type = Tree.text(spec, "type");
        boolean balanced = type.equals("LoadBalancer");
        int nodePorts = 0;
        for (JsonNode port : Tree.get(spec, "ports")) {
            // What is wanted counts: the ports may not be allocated yet.
            boolean wanted = balanced
                    ? Tree.number(port, "nodePort") != 0
                            || !Tree.get(spec, "allocateLoadBalancerNodePorts")
                                    .asText("true")
                                    .equals("false")
                    : type.equals("NodePort");
            nodePorts += wanted ? 1 : 0;
        }
        Map<String, Quantity> usage = new TreeMap<>();
        usage.put("count/services", CountEvaluator.ONE);
        usage.put("services", CountEvaluator.ONE);
        usage.put("services.nodeports", Quantity.of(nodePorts));
        usage.put("services.loadbalancers", balanced ? CountEvaluator.ONE : Quantity.ZERO);
        return usage;
    }
}
