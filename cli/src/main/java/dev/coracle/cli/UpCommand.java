package dev.coracle.cli;

import dev.coracle.controlplane.Addresses;
import dev.coracle.controlplane.Cidr;
import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coracle up}: the whole control plane in the foreground. */
@Command(name = "up", description = "Starts the whole control plane and runs it until Ctrl-C.")
final class UpCommand extends PlaneCommand {
    @Mixin
    private final NodeFlags nodes = new NodeFlags();

    @Mixin
    private final ServiceCidrFlag services = new ServiceCidrFlag();

    @Mixin
    private final LoadBalancerCidrFlag loadBalancers = new LoadBalancerCidrFlag();

    @Mixin
    private final DnsPortFlag dnsPort = new DnsPortFlag();

    @Mixin
    private final TunnelPortFlag tunnelPort = new TunnelPortFlag();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|DIR|-",
            description = "Manifests to apply at start; may be given several times.")
    private List<String> manifests = new ArrayList<>();

    private Manifests toApply = new Manifests(List.of());

    UpCommand() {
        super("coracle");
    }

    @Override
    void read(ControlPlaneOptions.Builder options, Problems problems) {
        int nodeCount = nodes.count(0, problems);
        options.nodes(nodeCount)
                .runtime(nodes.runtime(problems))
                .dnsPort(dnsPort.read(problems))
                .tunnelPort(tunnelPort.read(problems));
        addresses(problems).ifPresent(blocks -> {
            blocks.problems(nodeCount).forEach(problems::add);
            options.addresses(blocks);
        });
        toApply = Manifests.read(manifests, System.in, problems);
    }

    @Override
    void ready(ControlPlane plane, Files files) {
        toApply.apply(plane.client());
        plane.tunnelAddress().ifPresent(tunnel -> ShellSettings.write(files.kubeconfig(), tunnel));
        Banner.print(out(), plane, files.kubeconfig());
    }

    /** The four blocks, unless one is none. All lie in 127.0.0.0/8, which needs no set-up and cannot be reached from outside. */
    private Optional<Addresses> addresses(Problems problems) {
        Optional<Cidr> podBlock = nodes.podBlock(problems);
        Optional<Cidr> serviceBlock = services.read(problems);
        Optional<Cidr> loadBalancerBlock = loadBalancers.read(problems);
        Optional<Cidr> nodeBlock = nodes.nodeBlock(problems);
        return podBlock.isEmpty() || serviceBlock.isEmpty() || loadBalancerBlock.isEmpty() || nodeBlock.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Addresses(podBlock.get(), serviceBlock.get(), loadBalancerBlock.get(), nodeBlock.get()));
    }
}
