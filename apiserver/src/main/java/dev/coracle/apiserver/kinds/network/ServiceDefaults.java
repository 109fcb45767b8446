package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;

/** core/v1's SetDefaults_Service. */
final class ServiceDefaults {
    private static final int AFFINITY_SECONDS = 10800;

    private ServiceDefaults() {}

    static void set(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "sessionAffinity", "None");
        Tree.setDefault(spec, "type", "ClusterIP");
        affinity(spec);
        for (JsonNode port : Tree.get(spec, "ports")) {
            if (port instanceof ObjectNode node) {
                port(node);
            }
        }
        ServiceSpec service = new ServiceSpec(spec);
        if (service.isExternallyAccessible()) {
            Tree.setDefault(spec, "externalTrafficPolicy", "Cluster");
        }
        if (!service.isExternalName()) {
            Tree.setDefault(spec, "internalTrafficPolicy", "Cluster");
        }
        if (service.isLoadBalancer() && !Tree.has(spec, "allocateLoadBalancerNodePorts")) {
            spec.put("allocateLoadBalancerNodePorts", true);
        }
        ipModes(object);
    }

    private static void affinity(ObjectNode spec) {
        switch (Tree.text(spec, "sessionAffinity")) {
            case "None" -> spec.remove("sessionAffinityConfig");
            case "ClientIP" -> {
                if (!Tree.has(Tree.get(spec, "sessionAffinityConfig", "clientIP"), "timeoutSeconds")) {
                    spec.putObject("sessionAffinityConfig")
                            .putObject("clientIP")
                            .put("timeoutSeconds", AFFINITY_SECONDS);
                }
            }
            default -> {
                // Validation refuses it.
            }
        }
    }

    private static void port(ObjectNode port) {
        Tree.setDefault(port, "protocol", "TCP");
        JsonNode target = Tree.get(port, "targetPort");
        boolean unset = target.isTextual() ? target.textValue().isEmpty() : target.asLong(0) == 0;
        if (unset) {
            port.put("targetPort", Tree.integer(port, "port"));
        }
    }

    /** Who publishes a load balancer's address without saying how it delivers means a virtual IP. */
    static void ipModes(ObjectNode object) {
        if (!ServiceSpec.of(object).isLoadBalancer()) {
            return;
        }
        for (JsonNode ingress : Tree.get(Tree.status(object), "loadBalancer", "ingress")) {
            if (ingress instanceof ObjectNode node && !Tree.isEmpty(node, "ip") && !Tree.has(node, "ipMode")) {
                node.put("ipMode", "VIP");
            }
        }
    }
}
