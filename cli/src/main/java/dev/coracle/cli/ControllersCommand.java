package dev.coracle.cli;

import dev.coracle.controllers.ControllerManager;
import dev.coracle.controllers.ControllerManagerOptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coracle controllers}: the controllers alone, against any cluster. */
@Command(name = "controllers", description = "Runs the controllers and the scheduler against a cluster.")
final class ControllersCommand extends PartCommand {
    @Mixin
    private final LoadBalancerCidrFlag loadBalancers = new LoadBalancerCidrFlag();

    @Option(
            names = "--controllers",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "*",
            description = "Which to run: * for all, a name for that one, -name for all but that one.")
    private List<String> selected = List.of();

    @Override
    Part part(Problems problems) {
        ControllerManagerOptions.Builder options =
                ControllerManagerOptions.builder().controllers(selected);
        loadBalancers.read(problems).ifPresent(block -> options.loadBalancerCidr(block.toString()));
        problems.read("--controllers", String.join(",", selected), all -> options.build());
        return (client, clock) ->
                started(new ControllerManager(client, clock, options.build()), ControllerManager::start);
    }
}
