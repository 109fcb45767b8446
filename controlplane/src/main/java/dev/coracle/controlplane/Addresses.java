package dev.coracle.controlplane;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The address blocks of one control plane.
 *
 * @param pods every node takes its own /24 out of it
 * @param services cluster IPs; {@code kubernetes} has number 1 and {@code kube-dns} number 10
 * @param loadBalancers external IPs of Services of type LoadBalancer
 * @param nodes internal IPs of the nodes, from number 1
 */
public record Addresses(Cidr pods, Cidr services, Cidr loadBalancers, Cidr nodes) {

    /** What {@code coracle up} uses when no flag says otherwise. */
    public static final Addresses DEFAULT = new Addresses(
            Cidr.parse("127.244.0.0/16"),
            Cidr.parse("127.96.0.0/16"),
            Cidr.parse("127.97.0.0/16"),
            Cidr.parse("127.0.1.0/24"));

    private static final int DNS_ADDRESS = 10;

    /** What is wrong with these blocks for so many nodes, a sentence each; empty when nothing is. */
    public List<String> problems(int nodeCount) {
        List<String> problems = new ArrayList<>();
        List<Map.Entry<String, Cidr>> blocks = List.of(
                Map.entry("pod", pods),
                Map.entry("service", services),
                Map.entry("load balancer", loadBalancers),
                Map.entry("node", nodes));
        for (int i = 0; i < blocks.size(); i++) {
            for (int j = i + 1; j < blocks.size(); j++) {
                if (blocks.get(i).getValue().overlaps(blocks.get(j).getValue())) {
                    problems.add("the %s block %s overlaps the %s block %s"
                            .formatted(
                                    blocks.get(i).getKey(),
                                    blocks.get(i).getValue(),
                                    blocks.get(j).getKey(),
                                    blocks.get(j).getValue()));
                }
            }
        }
        if (pods.prefixLength() > 24 || pods.size() / 256 < nodeCount) {
            problems.add("the pod block " + pods + " has no room for a /24 for each of " + nodeCount + " nodes");
        }
        if (nodes.size() < nodeCount + 2L) {
            problems.add("the node block " + nodes + " has no room for " + nodeCount + " nodes");
        }
        if (services.size() <= DNS_ADDRESS + 1) {
            problems.add("the service block " + services + " has no room for the DNS Service's address, number "
                    + DNS_ADDRESS);
        }
        return problems;
    }
}
