package dev.coracle.cli;

import dev.coracle.clock.Clock;
import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneException;
import dev.coracle.controlplane.ControlPlaneOptions;
import dev.coracle.controlplane.StoreCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The frame of the two commands with an API server: where it listens, what it keeps and who is told. */
abstract class PlaneCommand extends ForegroundCommand {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.coracle",
            description = "Where everything is kept: objects, kubeconfig, log (default: ~/.coracle).")
    private String dataDirectory = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "6443",
            description = "Port of the API server on 127.0.0.1; 0 is any free one (default: ${DEFAULT-VALUE}).")
    private String port = "";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The kubeconfig to write (default: kubeconfig in the data directory).")
    private @Nullable String kubeconfig;

    @Option(
            names = "--store",
            paramLabel = "KIND",
            defaultValue = "rocksdb",
            description = "Where objects live: rocksdb or memory (default: ${DEFAULT-VALUE}).")
    private String store = "";

    @Option(
            names = "--accept-loss",
            description = "Start from a damaged data directory with what is intact; see 'coracle check'.")
    private boolean acceptLoss;

    @Option(
            names = "--allowed-hosts",
            paramLabel = "NAME",
            split = ",",
            description = "Further names that requests may call the API server by, and that web pages may come from.")
    private Set<String> allowedHosts = new HashSet<>();

    private final String log;

    /** {@code log} is the name of the log file, without its ending. */
    PlaneCommand(String log) {
        this.log = log;
    }

    /** Reads the command's own flags into {@code options}; it may read more than those there. */
    abstract void read(ControlPlaneOptions.Builder options, Problems problems);

    /** The plane is ready: does what was asked, and says where everything is. */
    abstract void ready(ControlPlane plane, Files files);

    /** Where a plane's files are. */
    record Files(Path kubeconfig, Path log) {}

    private enum StoreKind {
        ROCKSDB,
        MEMORY
    }

    @Override
    final Foreground.Work prepare(Problems problems) {
        ControlPlaneOptions.Builder options = ControlPlaneOptions.builder()
                .apiPort(problems.port("--port", port))
                .allowedHosts(allowedHosts);
        StoreKind kind = problems.choice("--store", store, StoreKind.class);
        read(options, problems);
        return stop -> run(options, kind, stop);
    }

    private void run(ControlPlaneOptions.Builder options, StoreKind kind, Foreground.Stop stop) throws Exception {
        OpenFiles.check();
        Path data = Path.of(dataDirectory).toAbsolutePath().normalize();
        try (DataDirectory directory = DataDirectory.take(data);
                Clock clock = Clock.system()) {
            Logging.to(directory.log(log));
            options.clock(clock).workDirectory(directory.work());
            if (kind == StoreKind.ROCKSDB) {
                options.dataDirectory(directory.store()).acceptLoss(acceptLoss);
                tellWhatWasLost(directory);
            }
            try (ControlPlane plane = start(options.build(), directory)) {
                ready(plane, new Files(writeKubeconfig(plane, directory), directory.log(log)));
                stop.await(plane.failed());
            }
        }
    }

    private void tellWhatWasLost(DataDirectory directory) {
        if (acceptLoss && java.nio.file.Files.exists(directory.store())) {
            StoreCheck.of(directory.store()).problems().forEach(lost -> err().println("accepted: " + lost));
            err().flush();
        }
    }

    private static ControlPlane start(ControlPlaneOptions options, DataDirectory directory) {
        try {
            return ControlPlane.start(options);
        } catch (ControlPlaneException e) {
            if (e.isDamage()) {
                throw new Failure(
                        e.getMessage() + ": 'coracle check " + directory.path()
                                + "' says more, and --accept-loss starts with what is intact",
                        e);
            }
            throw e.isAddressInUse()
                    ? new Failure(
                            e.getMessage()
                                    + ": stop what listens there, or choose another with --port, --dns-port,"
                                    + " --tunnel-port or --node-cidr",
                            e)
                    : e;
        }
    }

    private Path writeKubeconfig(ControlPlane plane, DataDirectory directory) {
        Path file = kubeconfig == null
                ? directory.kubeconfig()
                : Path.of(kubeconfig).toAbsolutePath();
        try {
            plane.writeKubeconfig(file);
            return file;
        } catch (IOException e) {
            throw new Failure("cannot write the kubeconfig " + file + ": " + DataDirectory.reason(e), e);
        }
    }
}
