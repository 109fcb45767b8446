package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an update takes over from the service as it was: allocated values a client left out, and none of those the new
 * type has no use for. Upstream's patchAllocatedValues, normalizeClusterIPs and dropTypeDependentFields.
 */
final class ServiceContinuity {
    private ServiceContinuity() {}

    static void keepAllocated(ObjectNode object, ObjectNode old) {
        ObjectNode spec = Tree.createObject(object, "spec");
        JsonNode before = Tree.spec(old);
        ServiceSpec was = ServiceSpec.of(old);
        ServiceSpec is = ServiceSpec.of(object);
        if (!was.isExternalName() && !is.isExternalName()) {
            keep(spec, before, "clusterIP");
            keep(spec, before, "clusterIPs");
        }
        if (was.needsNodePort() && is.needsNodePort()) {
            nodePorts(Tree.get(spec, "ports"), Tree.get(before, "ports"));
        }
        if (was.needsHealthCheck() && is.needsHealthCheck()) {
            keep(spec, before, "healthCheckNodePort");
        }
        agree(spec, before);
    }

    private static void keep(ObjectNode spec, JsonNode before, String field) {
        JsonNode value = Tree.get(before, field);
        boolean unset = Tree.isEmpty(spec, field) || (value.isNumber() && Tree.number(spec, field) == 0);
        if (unset && !Tree.isEmpty(value)) {
            spec.set(field, value.deepCopy());
        }
    }

    /** A port keeps its node port by name, unless another one took it. */
    private static void nodePorts(JsonNode ports, JsonNode before) {
        Map<String, Integer> byName = new HashMap<>();
        Set<Integer> old = new HashSet<>();
        for (JsonNode port : before) {
            byName.put(Tree.text(port, "name"), Tree.integer(port, "nodePort"));
            old.add(Tree.integer(port, "nodePort"));
        }
        Set<Integer> used = new HashSet<>();
        ports.forEach(port -> used.add(Tree.integer(port, "nodePort")));
        used.retainAll(old);
        for (JsonNode port : ports) {
            int known = byName.getOrDefault(Tree.text(port, "name"), 0);
            if (port instanceof ObjectNode node
                    && Tree.integer(node, "nodePort") == 0
                    && known != 0
                    && !used.contains(known)) {
                node.put("nodePort", known);
            }
        }
    }

    /** The single address and the list are two names of one thing; a client may have changed only one. */
    private static void agree(ObjectNode spec, JsonNode before) {
        String single = Tree.text(spec, "clusterIP");
        String oldSingle = Tree.text(before, "clusterIP");
        boolean sameList = Tree.same(Tree.get(spec, "clusterIPs"), Tree.get(before, "clusterIPs"));
        if (!sameList || single.equals(oldSingle)) {
            return;
        }
        if (single.isEmpty()) {
            spec.remove("clusterIPs");
        } else {
            spec.putArray("clusterIPs").add(single);
        }
    }

    static void dropWhatTypeNeedsNoMore(ObjectNode object, ObjectNode old) {
        ObjectNode spec = Tree.createObject(object, "spec");
        JsonNode before = Tree.spec(old);
        ServiceSpec was = ServiceSpec.of(old);
        ServiceSpec is = ServiceSpec.of(object);
        if (!was.isExternalName() && is.isExternalName()) {
            if (Tree.same(Tree.get(spec, "clusterIPs"), Tree.get(before, "clusterIPs"))) {
                spec.remove("clusterIP");
            }
            for (String field : new String[] {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
                dropUnchanged(spec, before, field);
            }
        }
        if (was.needsNodePort() && !is.needsNodePort() && sameNodePorts(spec, before)) {
            for (JsonNode port : Tree.get(spec, "ports")) {
                if (port instanceof ObjectNode node) {
                    node.remove("nodePort");
                }
            }
        }
        if (was.needsHealthCheck() && !is.needsHealthCheck()) {
            dropUnchanged(spec, before, "healthCheckNodePort");
        }
        if (was.isLoadBalancer() && !is.isLoadBalancer()) {
            dropUnchanged(spec, before, "allocateLoadBalancerNodePorts");
            dropUnchanged(spec, before, "loadBalancerClass");
        }
        if (was.isExternallyAccessible() && !is.isExternallyAccessible()) {
            dropUnchanged(spec, before, "externalTrafficPolicy");
        }
        if (!is.isLoadBalancer()) {
            Tree.createObject(object, "status").putObject("loadBalancer");
        }
    }

    private static void dropUnchanged(ObjectNode spec, JsonNode before, String field) {
        if (Tree.same(Tree.get(spec, field), Tree.get(before, field))) {
            spec.remove(field);
        }
    }

    private static boolean sameNodePorts(JsonNode spec, JsonNode before) {
        return nodePorts(spec).equals(nodePorts(before));
    }

    private static Set<Integer> nodePorts(JsonNode spec) {
        Set<Integer> ports = new HashSet<>();
        Tree.get(spec, "ports").forEach(port -> ports.add(Tree.integer(port, "nodePort")));
        return ports;
    }
}
