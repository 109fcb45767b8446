package dev.coracle.cli;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.RuntimeKind;
import dev.coracle.testing.ControlPlane;
import dev.coracle.testing.ControlPlaneOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coracle up}: the whole control plane in the foreground. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Starts the whole control plane and runs it until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    static final int MOST_NODES = 5_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final ServerFlags server = new ServerFlags();

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
            names = "--dns-port",
            paramLabel = "N",
            defaultValue = "10053",
            description = "Port of DNS on 127.0.0.1, UDP and TCP; 0 is any free one (default: ${DEFAULT-VALUE}).")
    private String dnsPort = "";

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|DIR|-",
            description = "Manifests to apply at start; may be given several times.")
    private List<String> manifests = new ArrayList<>();

    @Mixin
    private final AddressFlags addresses = new AddressFlags();

    @Override
    public Integer call() throws Exception {
        Problems problems = new Problems(spec.commandLine());
        ControlPlaneOptions options = options(problems);
        Manifests toApply = Manifests.read(manifests, System.in, problems);
        problems.throwIfAny();
        Foreground.run(stop -> {
            try (DataDirectory directory = DataDirectory.take(server.dataDirectory());
                    Clock clock = Clock.system()) {
                Logging.to(directory.log("coracle"));
                try (ControlPlane plane = server.start(
                        options.withClock(clock), directory, spec.commandLine().getErr())) {
                    Path kubeconfig = server.writeKubeconfig(plane, directory);
                    toApply.apply(plane.client());
                    Banner.print(spec.commandLine().getOut(), plane, kubeconfig);
                    stop.await(plane.failed());
                }
            }
        });
        return 0;
    }

    /** Blocks that do not fit the nodes are among the problems, so the options are only made of ones that do. */
    private ControlPlaneOptions options(Problems problems) {
        int nodeCount = problems.number("--nodes", nodes, 0, MOST_NODES);
        RuntimeKind kind = problems.choice("--runtime", runtime, RuntimeKind.class);
        int dns = problems.port("--dns-port", dnsPort);
        ControlPlaneOptions options = server.read(ControlPlaneOptions.defaults().withRuntime(kind), dns, problems);
        return addresses
                .read(nodeCount, problems)
                .map(blocks -> options.withNodes(nodeCount).withAddresses(blocks))
                .orElse(options);
    }
}
