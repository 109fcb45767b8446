package dev.coracle.proxy;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses node ports are opened on: those configured, then loopback InternalIPs of nodes. Immutable. */
record NodePortAddresses(List<String> ips) {
    static NodePortAddresses of(List<String> configured, List<Node> nodes) {
        Set<String> ips = new LinkedHashSet<>(configured);
        nodes.stream()
                .sorted(Comparator.comparing(node -> node.getMetadata().getName()))
                .limit(ProxyOptions.MAX_NODE_ADDRESSES)
                .filter(node -> node.getStatus() != null)
                .flatMap(node -> node.getStatus().getAddresses().stream())
                .filter(address -> "InternalIP".equals(address.getType()))
                .map(NodeAddress::getAddress)
                // Another address belongs to a real node, which has a proxy of its own.
                .filter(ip -> ip.startsWith("127."))
                .forEach(ips::add);
        return new NodePortAddresses(new ArrayList<>(ips));
    }
}
