package dev.coracle.cli;

import dev.coracle.controlplane.Cidr;
import dev.coracle.kubelet.RuntimeKind;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the fake nodes are: how many, where, and what a pod of theirs is. */
final class NodeFlags {
    private static final int MOST_NODES = 5_000;

    @Option(
            names = "--runtime",
            paramLabel = "KIND",
            defaultValue = "process",
            description = "What a pod is: process, inline (within this JVM) or simulated (default: ${DEFAULT-VALUE}).")
    private String runtime = "";

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many nodes there are (default: ${DEFAULT-VALUE}).")
    private String nodes = "";

    @Option(
            names = "--pod-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.244.0.0/16",
            description = "Addresses of pods (default: ${DEFAULT-VALUE}).")
    private String podCidr = "";

    @Option(
            names = "--node-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.0.1.0/24",
            description = "Addresses of nodes (default: ${DEFAULT-VALUE}).")
    private String nodeCidr = "";

    RuntimeKind runtime(Problems problems) {
        return problems.choice("--runtime", runtime, RuntimeKind.class);
    }

    int count(int least, Problems problems) {
        return problems.number("--nodes", nodes, least, MOST_NODES);
    }

    String podCidr() {
        return podCidr;
    }

    String nodeCidr() {
        return nodeCidr;
    }

    /** The pods' block, unless it is none. */
    Optional<Cidr> podBlock(Problems problems) {
        return problems.read("--pod-cidr", podCidr, Cidr::parse);
    }

    /** The nodes' block, unless it is none. */
    Optional<Cidr> nodeBlock(Problems problems) {
        return problems.read("--node-cidr", nodeCidr, Cidr::parse);
    }
}
