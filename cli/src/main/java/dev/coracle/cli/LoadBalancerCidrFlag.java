package dev.coracle.cli;

import dev.coracle.controlplane.Cidr;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the external IPs of Services come from. */
final class LoadBalancerCidrFlag {
    @Option(
            names = "--load-balancer-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.97.0.0/16",
            description = "External IPs of Services of type LoadBalancer (default: ${DEFAULT-VALUE}).")
    private String cidr = "";

    /** The block, unless it is none. */
    Optional<Cidr> read(Problems problems) {
        return problems.read("--load-balancer-cidr", cidr, Cidr::parse);
    }
}
