package dev.coracle.cli;

import dev.coracle.controllers.ControllerManager;
import dev.coracle.controllers.ControllerManagerOptions;
import dev.coracle.testing.Cidr;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coracle controllers}: the controllers alone, against any cluster. */
@Command(
        name = "controllers",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs the controllers and the scheduler against a cluster.")
final class ControllersCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final PartFlags flags = new PartFlags();

    @Option(
            names = "--controllers",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "*",
            description = "Which to run: * for all, a name for that one, -name for all but that one.")
    private List<String> selected = List.of();

    @Option(
            names = "--load-balancer-cidr",
            paramLabel = "CIDR",
            defaultValue = "127.97.0.0/16",
            description = "External IPs of Services of type LoadBalancer (default: ${DEFAULT-VALUE}).")
    private String loadBalancers = "";

    @Override
    public Integer call() throws Exception {
        Problems problems = new Problems(spec.commandLine());
        Path server = flags.kubeconfig(System.getenv(), problems);
        problems.read("--load-balancer-cidr", loadBalancers, Cidr::parse);
        ControllerManagerOptions options = problems.read(
                        "--controllers",
                        String.join(",", selected),
                        all -> ControllerManagerOptions.defaults().withControllers(selected))
                .orElseGet(ControllerManagerOptions::defaults)
                .withLoadBalancerCidr(loadBalancers);
        problems.throwIfAny();
        flags.run(
                "controllers",
                server,
                spec.commandLine().getOut(),
                (client, clock) ->
                        PartFlags.started(new ControllerManager(client, clock, options), ControllerManager::start));
        return 0;
    }
}
