package dev.coracle.cli;

import picocli.CommandLine.Option;

/** Where DNS listens. */
final class DnsPortFlag {
    @Option(
            names = "--dns-port",
            paramLabel = "N",
            defaultValue = "10053",
            description = "Port of DNS on 127.0.0.1, UDP and TCP; 0 is any free one (default: ${DEFAULT-VALUE}).")
    private String port = "";

    int read(Problems problems) {
        return problems.port("--dns-port", port);
    }
}
