package dev.coracle.cli;

import dev.coracle.clock.Clock;
import dev.coracle.testing.Addresses;
import dev.coracle.testing.Cidr;
import dev.coracle.testing.ControlPlane;
import dev.coracle.testing.ControlPlaneOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coracle apiserver}: the API server alone. */
@Command(
        name = "apiserver",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs the API server alone, for other parts to work on.")
final class ApiServerCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final ServerFlags server = new ServerFlags();

    @Option(
            names = "--service-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.96.0.0/16",
            description = "Cluster IPs of Services (default: ${DEFAULT-VALUE}).")
    private String services = "";

    @Override
    public Integer call() throws Exception {
        Problems problems = new Problems(spec.commandLine());
        ControlPlaneOptions flags =
                server.read(ControlPlaneOptions.defaults(), 0, problems).withComponents();
        Addresses defaults = Addresses.DEFAULT;
        ControlPlaneOptions options = problems.read("--service-cidr", services, Cidr::parse)
                .map(block -> flags.withAddresses(
                        new Addresses(defaults.pods(), block, defaults.loadBalancers(), defaults.nodes())))
                .orElse(flags);
        problems.throwIfAny();
        PrintWriter out = spec.commandLine().getOut();
        Foreground.run(stop -> {
            try (DataDirectory directory = DataDirectory.take(server.dataDirectory());
                    Clock clock = Clock.system()) {
                Logging.to(directory.log("apiserver"));
                try (ControlPlane plane = server.start(
                        options.withClock(clock), directory, spec.commandLine().getErr())) {
                    Path kubeconfig = server.writeKubeconfig(plane, directory);
                    out.println("Coracle " + Version.number() + ": apiserver listening on " + plane.apiServer()
                            + ", log in " + directory.log("apiserver") + ". Ctrl-C stops.");
                    out.println("export KUBECONFIG=" + kubeconfig);
                    out.flush();
                    stop.await(plane.failed());
                }
            }
        });
        return 0;
    }
}
