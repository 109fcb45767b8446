package dev.coracle.cli;

import picocli.CommandLine.Option;

/** Where programs on this machine get into the cluster. */
final class TunnelPortFlag {
    @Option(
            names = "--tunnel-port",
            paramLabel = "N",
            defaultValue = "11080",
            description = "Port on 127.0.0.1 that leads to Services and pods by name, SOCKS5 and HTTP CONNECT; 0 is any"
                    + " free one (default: ${DEFAULT-VALUE}).")
    private String port = "";

    int read(Problems problems) {
        return problems.port("--tunnel-port", port);
    }
}
