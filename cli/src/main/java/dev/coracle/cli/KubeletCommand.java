package dev.coracle.cli;

import dev.coracle.kubelet.FakeNodes;
import dev.coracle.kubelet.KubeletOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle kubelet}: fake nodes alone, against any cluster. */
@Command(name = "kubelet", description = "Registers fake nodes with a cluster and runs the pods it gives them.")
final class KubeletCommand extends PartCommand {
    @SuppressWarnings("InlineFormatString") // too long to stand within the code
    private static final String REFUSED_ADDRESSES =
            "Pods get addresses of %s, and this API server refuses loopback addresses in EndpointSlices: no Service will"
                    + " have an endpoint.%nStart with --pod-cidr 10.244.0.0/16 instead; 'coracle proxy' finds those pods at"
                    + " ports of 127.0.0.1.";

    @Mixin
    private final NodeFlags nodes = new NodeFlags();

    @Override
    Part part(Problems problems) {
        KubeletOptions.Builder builder = KubeletOptions.builder(dataDirectory().resolve("run"))
                .nodes(nodes.count(1, problems))
                .runtime(nodes.runtime(problems))
                .podCidr(nodes.podCidr())
                .nodeCidr(nodes.nodeCidr());
        Optional<KubeletOptions> options =
                problems.read("--nodes, --pod-cidr, --node-cidr", nodes.podCidr(), blocks -> builder.build());
        return (client, clock) -> {
            FakeNodes running = started(new FakeNodes(client, clock, options.orElseThrow()), FakeNodes::start);
            if (nodes.podCidr().startsWith("127.") && !isCoracle(client)) {
                out().println(REFUSED_ADDRESSES.formatted(nodes.podCidr()));
            }
            return running;
        };
    }

    /** Whether the server is Coracle's own, as far as it can be asked now. */
    private static boolean isCoracle(KubernetesClient client) {
        try {
            return client.getKubernetesVersion().getGitVersion().endsWith("+coracle");
        } catch (KubernetesClientException unreachable) {
            return true; // registration says so
        }
    }
}
