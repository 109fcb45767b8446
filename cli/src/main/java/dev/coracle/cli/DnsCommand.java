package dev.coracle.cli;

import dev.coracle.dns.DnsOptions;
import dev.coracle.dns.DnsServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coracle dns}: the DNS server alone, against any cluster. */
@Command(
        name = "dns",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs the DNS server for a cluster's Services.")
final class DnsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final PartFlags flags = new PartFlags();

    @Option(
            names = "--dns-port",
            paramLabel = "N",
            defaultValue = "10053",
            description = "Port on 127.0.0.1, UDP and TCP; 0 is any free one (default: ${DEFAULT-VALUE}).")
    private String port = "";

    @Override
    public Integer call() throws Exception {
        Problems problems = new Problems(spec.commandLine());
        Path server = flags.kubeconfig(System.getenv(), problems);
        DnsOptions options = DnsOptions.defaults().withPort(problems.port("--dns-port", port));
        problems.throwIfAny();
        flags.run("dns", server, spec.commandLine().getOut(), (client, clock) -> {
            DnsServer dns = PartFlags.started(new DnsServer(client, clock, options), DnsServer::start);
            spec.commandLine()
                    .getOut()
                    .println("DNS on " + dns.address().getHostString() + ":"
                            + dns.address().getPort());
            return dns;
        });
        return 0;
    }
}
