package dev.coracle.cli;

import dev.coracle.testing.ControlPlane;
import dev.coracle.testing.ControlPlaneException;
import dev.coracle.testing.ControlPlaneOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the two commands with an API server have in common: where it listens, what it keeps and who is told. */
final class ServerFlags {
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

    Path dataDirectory() {
        return Path.of(dataDirectory).toAbsolutePath().normalize();
    }

    /** {@code options} with these flags in it. */
    ControlPlaneOptions read(ControlPlaneOptions options, int dnsPort, Problems problems) {
        problems.choice("--store", store, StoreKind.class);
        return options.withPorts(problems.port("--port", port), dnsPort);
    }

    /** Starts a plane whose files lie in {@code directory}, and tells {@code err} what was lost if that is accepted. */
    ControlPlane start(ControlPlaneOptions options, DataDirectory directory, PrintWriter err) {
        ControlPlaneOptions placed = options.withWorkDirectory(directory.work()).withAcceptLoss(acceptLoss);
        if (acceptLoss && Files.exists(directory.store())) {
            CheckCommand.check(directory.store()).problems().forEach(lost -> err.println("accepted: " + lost));
            err.flush();
        }
        try {
            return ControlPlane.start(
                    store.equals(StoreKind.MEMORY.toString()) ? placed : placed.withDataDirectory(directory.store()));
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
                                    + ": stop what listens there, or choose another with --port, --dns-port or --node-cidr",
                            e)
                    : e;
        }
    }

    /** Writes the kubeconfig and returns where. */
    Path writeKubeconfig(ControlPlane plane, DataDirectory directory) {
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

    private enum StoreKind {
        ROCKSDB,
        MEMORY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
