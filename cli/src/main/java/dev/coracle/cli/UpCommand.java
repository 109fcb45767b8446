package dev.coracle.cli;

import dev.coracle.clock.Clock;
import dev.coracle.testing.Addresses;
import dev.coracle.testing.ControlPlane;
import dev.coracle.testing.ControlPlaneException;
import dev.coracle.testing.ControlPlaneOptions;
import dev.coracle.testing.PodRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    private static final int MOST_NODES = 5_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final DataDirectoryFlag dataDirectory = new DataDirectoryFlag();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "6443",
            description = "Port of the API server on 127.0.0.1; 0 is any free one (default: ${DEFAULT-VALUE}).")
    private String port = "";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The kubeconfig to write (default: DIR/kubeconfig in the data directory).")
    private @Nullable String kubeconfig;

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
            names = "--store",
            paramLabel = "KIND",
            defaultValue = "rocksdb",
            description = "Where objects live: rocksdb or memory (default: ${DEFAULT-VALUE}).")
    private String store = "";

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
        StoreKind kind = problems.choice("--store", store, StoreKind.class);
        Manifests toApply = Manifests.read(manifests, System.in, problems);
        problems.throwIfAny();
        Foreground.run(stop -> {
            try (DataDirectory directory = DataDirectory.take(dataDirectory.path());
                    Clock clock = Clock.system()) {
                Logging.to(directory.log("coracle"));
                ControlPlaneOptions placed = options.withClock(clock).withWorkDirectory(directory.work());
                try (ControlPlane plane =
                        start(kind == StoreKind.MEMORY ? placed : placed.withDataDirectory(directory.store()))) {
                    Path file = kubeconfig == null
                            ? directory.kubeconfig()
                            : Path.of(kubeconfig).toAbsolutePath();
                    writeKubeconfig(plane, file);
                    toApply.apply(plane.client());
                    Banner.print(spec.commandLine().getOut(), plane, file);
                    stop.await();
                }
            }
        });
        return 0;
    }

    private ControlPlaneOptions options(Problems problems) {
        int nodeCount = problems.number("--nodes", nodes, 0, MOST_NODES);
        int api = problems.port("--port", port);
        int dns = problems.port("--dns-port", dnsPort);
        PodRuntime kind = problems.choice("--runtime", runtime, PodRuntime.class);
        Addresses blocks = addresses.read(nodeCount, problems);
        ControlPlaneOptions defaults = ControlPlaneOptions.defaults()
                .withRuntime(kind)
                .withPorts(api, dns)
                .withSeed(new SecureRandom().nextLong());
        return defaults.withNodes(nodeCount).withAddresses(blocks);
    }

    private static ControlPlane start(ControlPlaneOptions options) {
        try {
            return ControlPlane.start(options);
        } catch (ControlPlaneException e) {
            if (e.isAddressInUse() && options.apiPort() != 0) {
                throw new Failure(
                        e.getMessage() + ": stop what listens there, or choose other ports with --port and --dns-port",
                        e);
            }
            throw e;
        }
    }

    static void writeKubeconfig(ControlPlane plane, Path file) {
        try {
            plane.writeKubeconfig(file);
        } catch (IOException e) {
            throw new Failure("cannot write the kubeconfig " + file + ": " + DataDirectory.reason(e), e);
        }
    }

    private enum StoreKind {
        ROCKSDB,
        MEMORY
    }
}
