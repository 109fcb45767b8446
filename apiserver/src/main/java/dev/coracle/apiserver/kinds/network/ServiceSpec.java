package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;

/**
 * What a service's spec says of itself.
 *
 * @param node the spec
 */
record ServiceSpec(JsonNode node) {
    static ServiceSpec of(ObjectNode service) {
        return new ServiceSpec(Tree.spec(service));
    }

    String type() {
        return Tree.text(node, "type");
    }

    boolean isExternalName() {
        return type().equals("ExternalName");
    }

    boolean isLoadBalancer() {
        return type().equals("LoadBalancer");
    }

    boolean isHeadless() {
        JsonNode addresses = Tree.get(node, "clusterIPs");
        return addresses.size() == 1 && addresses.get(0).asText().equals("None");
    }

    boolean needsNodePort() {
        return type().equals("NodePort") || isLoadBalancer();
    }

    boolean allocatesNodePorts() {
        return type().equals("NodePort")
                || (isLoadBalancer()
                        && Tree.get(node, "allocateLoadBalancerNodePorts").asBoolean(true));
    }

    boolean isExternallyAccessible() {
        return needsNodePort() || (type().equals("ClusterIP") && !Tree.isEmpty(node, "externalIPs"));
    }

    boolean needsHealthCheck() {
        return isLoadBalancer() && Tree.text(node, "externalTrafficPolicy").equals("Local");
    }
}
