package dev.coracle.cli;

import dev.coracle.controlplane.Addresses;
import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle apiserver}: the API server alone. */
@Command(name = "apiserver", description = "Runs the API server alone, for other parts to work on.")
final class ApiServerCommand extends PlaneCommand {
    @Mixin
    private final ServiceCidrFlag services = new ServiceCidrFlag();

    ApiServerCommand() {
        super("apiserver");
    }

    @Override
    void read(ControlPlaneOptions.Builder options, Problems problems) {
        Addresses defaults = Addresses.DEFAULT;
        options.components();
        services.read(problems)
                .map(block -> new Addresses(defaults.pods(), block, defaults.loadBalancers(), defaults.nodes()))
                .ifPresent(options::addresses);
    }

    @Override
    void ready(ControlPlane plane, Files files) {
        out().println("Coracle " + Version.number() + ": apiserver listening on " + plane.apiServer() + ", log in "
                + files.log() + ". Ctrl-C stops.");
        out().println("export KUBECONFIG=" + files.kubeconfig());
        out().flush();
    }
}
