package dev.coracle.cli;

import dev.coracle.proxy.KubeProxy;
import dev.coracle.proxy.ProxyOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code coracle proxy}: the Service proxy alone, against any cluster. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs the Service proxy against a cluster.")
final class ProxyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final PartFlags flags = new PartFlags();

    @Override
    public Integer call() throws Exception {
        Problems problems = new Problems(spec.commandLine());
        Path server = flags.kubeconfig(System.getenv(), problems);
        problems.throwIfAny();
        flags.run(
                "proxy",
                server,
                spec.commandLine().getOut(),
                (client, clock) ->
                        PartFlags.started(new KubeProxy(client, clock, ProxyOptions.defaults()), KubeProxy::start));
        return 0;
    }
}
