package dev.coracle.cli;

import dev.coracle.controlplane.Cidr;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the cluster IPs of Services come from. */
final class ServiceCidrFlag {
    @Option(
            names = "--service-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.96.0.0/16",
            description = "Cluster IPs of Services (default: ${DEFAULT-VALUE}).")
    private String cidr = "";

    /** The block, unless it is none. */
    Optional<Cidr> read(Problems problems) {
        return problems.read("--service-cidr", cidr, Cidr::parse);
    }
}
