package dev.coracle.cli;

import dev.coracle.proxy.KubeProxy;
import dev.coracle.proxy.ProxyOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle proxy}: the Service proxy alone, against any cluster. */
@Command(name = "proxy", description = "Runs the Service proxy against a cluster.")
final class ProxyCommand extends PartCommand {
    @Mixin
    private final TunnelPortFlag tunnelPort = new TunnelPortFlag();

    @Override
    Part part(Problems problems) {
        ProxyOptions options =
                ProxyOptions.builder().tunnelPort(tunnelPort.read(problems)).build();
        return (client, clock) -> {
            KubeProxy proxy = started(new KubeProxy(client, clock, options), KubeProxy::start);
            proxy.tunnelAddress().ifPresent(tunnel -> out().println("export " + ShellSettings.allProxy(tunnel)));
            return proxy;
        };
    }
}
