package dev.coracle.cli;

import dev.coracle.kubelet.FakeNodes;
import dev.coracle.kubelet.KubeletOptions;
import dev.coracle.kubelet.RuntimeKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coracle kubelet}: fake nodes alone, against any cluster. */
@Command(
        name = "kubelet",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Registers fake nodes with a cluster and runs the pods it gives them.")
final class KubeletCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(KubeletCommand.class);
    private static final int KUBELET_PORT = 10_250;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final PartFlags flags = new PartFlags();

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
    private String pods = "";

    @Option(
            names = "--node-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.0.1.0/24",
            description = "Addresses of nodes (default: ${DEFAULT-VALUE}).")
    private String nodeAddresses = "";

    @Override
    public Integer call() throws Exception {
        Problems problems = new Problems(spec.commandLine());
        Path server = flags.kubeconfig(System.getenv(), problems);
        int count = problems.number("--nodes", nodes, 1, UpCommand.MOST_NODES);
        RuntimeKind kind = problems.choice("--runtime", runtime, RuntimeKind.class);
        Path work = flags.dataDirectory().resolve("run");
        Optional<KubeletOptions> options = problems.read(
                "--nodes, --pod-cidr, --node-cidr",
                pods,
                blocks -> new KubeletOptions(work, count, 1, kind, blocks, nodeAddresses, 0, KUBELET_PORT, false));
        problems.throwIfAny();
        flags.run("kubelet", server, spec.commandLine().getOut(), (client, clock) -> {
            noteLoopback(client);
            return PartFlags.started(new FakeNodes(client, clock, options.orElseThrow()), FakeNodes::start);
        });
        return 0;
    }

    /** Where the server does not answer yet, nothing is said. */
    private void noteLoopback(KubernetesClient client) {
        try {
            LoopbackNotice.of(String.valueOf(client.getKubernetesVersion().getGitVersion()), pods)
                    .ifPresent(spec.commandLine().getOut()::println);
        } catch (KubernetesClientException notYet) {
            log.debug("the server's version cannot be read yet", notYet);
        }
    }
}
