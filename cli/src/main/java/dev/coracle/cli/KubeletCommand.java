package dev.coracle.cli;

import dev.coracle.kubelet.FakeNodes;
import dev.coracle.kubelet.KubeletOptions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle kubelet}: fake nodes alone, against any cluster. */
@Command(name = "kubelet", description = "Registers fake nodes with a cluster and runs the pods it gives them.")
final class KubeletCommand extends PartCommand {
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
        return (client, clock) -> started(new FakeNodes(client, clock, options.orElseThrow()), FakeNodes::start);
    }
}
