package dev.coracle.cli;

import dev.coracle.client.KubernetesClients;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The frame of the commands that run one part beside some API server: where the server is and where the log goes. */
abstract class PartCommand extends ForegroundCommand {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The cluster to work on (default: $KUBECONFIG, else kubeconfig in the data directory).")
    private @Nullable String kubeconfig;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.coracle",
            description = "Where the log and the part's own files go (default: ~/.coracle).")
    private String dataDirectory = "";

    /** Starts a part and returns what closes it. */
    interface Part {
        AutoCloseable start(KubernetesClient client, Clock clock) throws Exception;
    }

    /** Reads the part's own flags. */
    abstract Part part(Problems problems);

    @Override
    final Foreground.Work prepare(Problems problems) {
        Path server = kubeconfig(System.getenv(), problems);
        Part part = part(problems);
        return stop -> run(server, part, stop);
    }

    private void run(Path server, Part part, Foreground.Stop stop) throws Exception {
        Path log = dataDirectory().resolve(name() + ".log");
        createDirectories(dataDirectory());
        Logging.to(log);
        try (Clock clock = Clock.system();
                KubernetesClient client = KubernetesClients.fromKubeconfig(server, name());
                AutoCloseable running = part.start(client, clock)) {
            out().println("Coracle " + Version.number() + ": " + name() + " running against " + client.getMasterUrl()
                    + ", log in " + log + ". Ctrl-C stops.");
            out().flush();
            stop.await();
        }
    }

    /** {@code part}, started; closed again where that fails. */
    static <T extends AutoCloseable> T started(T part, Consumer<? super T> start) throws Exception {
        try {
            start.accept(part);
            return part;
        } catch (RuntimeException e) {
            part.close();
            throw e;
        }
    }

    final Path dataDirectory() {
        return Path.of(dataDirectory).toAbsolutePath().normalize();
    }

    /** The kubeconfig to use; {@code problems} hears of it when it cannot be read. */
    private Path kubeconfig(Map<String, String> environment, Problems problems) {
        Path file = Path.of(Optional.ofNullable(kubeconfig)
                        .orElseGet(() -> environment.getOrDefault(
                                "KUBECONFIG",
                                dataDirectory().resolve("kubeconfig").toString())))
                .toAbsolutePath();
        if (!Files.isReadable(file)) {
            problems.add("--kubeconfig: " + file + " is not a readable file");
        }
        return file;
    }

    private static void createDirectories(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failure("cannot use the data directory " + folder + ": " + DataDirectory.reason(e), e);
        }
    }
}
