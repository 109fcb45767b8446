package dev.coracle.cli;

import dev.coracle.testing.Addresses;
import dev.coracle.testing.Cidr;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The four address blocks. All lie in 127.0.0.0/8, which needs no set-up and cannot be reached from outside. */
final class AddressFlags {
    @Option(
            names = "--pod-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.244.0.0/16",
            description = "Addresses of pods (default: ${DEFAULT-VALUE}).")
    private String pods = "";

    @Option(
            names = "--service-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.96.0.0/16",
            description = "Cluster IPs of Services (default: ${DEFAULT-VALUE}).")
    private String services = "";

    @Option(
            names = "--load-balancer-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.97.0.0/16",
            description = "External IPs of Services of type LoadBalancer (default: ${DEFAULT-VALUE}).")
    private String loadBalancers = "";

    @Option(
            names = "--node-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.0.1.0/24",
            description = "Addresses of nodes (default: ${DEFAULT-VALUE}).")
    private String nodes = "";

    /** The blocks, unless something is wrong with them. */
    Optional<Addresses> read(int nodeCount, Problems problems) {
        Optional<Cidr> podBlock = problems.read("--pod-cidr", pods, Cidr::parse);
        Optional<Cidr> serviceBlock = problems.read("--service-cidr", services, Cidr::parse);
        Optional<Cidr> loadBalancerBlock = problems.read("--load-balancer-cidr", loadBalancers, Cidr::parse);
        Optional<Cidr> nodeBlock = problems.read("--node-cidr", nodes, Cidr::parse);
        if (podBlock.isEmpty() || serviceBlock.isEmpty() || loadBalancerBlock.isEmpty() || nodeBlock.isEmpty()) {
            return Optional.empty();
        }
        Addresses addresses =
                new Addresses(podBlock.get(), serviceBlock.get(), loadBalancerBlock.get(), nodeBlock.get());
        List<String> wrong = addresses.problems(nodeCount);
        wrong.forEach(problems::add);
        return wrong.isEmpty() ? Optional.of(addresses) : Optional.empty();
    }
}
