package dev.coracle.cli;

import dev.coracle.proxy.KubeProxy;
import dev.coracle.proxy.ProxyOptions;
import picocli.CommandLine.Command;

/** {@code coracle proxy}: the Service proxy alone, against any cluster. */
@Command(name = "proxy", description = "Runs the Service proxy against a cluster.")
final class ProxyCommand extends PartCommand {
    @Override
    Part part(Problems problems) {
        return (client, clock) -> started(new KubeProxy(client, clock, ProxyOptions.defaults()), KubeProxy::start);
    }
}
