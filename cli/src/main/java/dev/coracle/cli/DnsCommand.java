package dev.coracle.cli;

import dev.coracle.dns.DnsOptions;
import dev.coracle.dns.DnsServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle dns}: the DNS server alone, against any cluster. */
@Command(name = "dns", description = "Runs the DNS server for a cluster's Services.")
final class DnsCommand extends PartCommand {
    @Mixin
    private final DnsPortFlag port = new DnsPortFlag();

    @Override
    Part part(Problems problems) {
        DnsOptions options = DnsOptions.builder().port(port.read(problems)).build();
        return (client, clock) -> {
            DnsServer dns = started(new DnsServer(client, clock, options), DnsServer::start);
            out().println("DNS on " + dns.address().getHostString() + ":"
                    + dns.address().getPort());
            return dns;
        };
    }
}
