package dev.coracle.cli;

import dev.coracle.controlplane.Kubeconfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** What a shell needs to reach a cluster, remembered beside its kubeconfig: {@code . coracle.env} sets it. */
final class ShellSettings {
    private static final String FILE = "coracle.env";

    private ShellSettings() {}

    /** What curl and many others take: names are resolved at the other end, as the cluster knows them. */
    static String allProxy(InetSocketAddress tunnel) {
        return "ALL_PROXY=socks5h://" + tunnel.getHostString() + ":" + tunnel.getPort();
    }

    /**
     * Writes the file beside {@code kubeconfig}.
     *
     * @throws Failure if it cannot be written
     */
    static void write(Path kubeconfig, InetSocketAddress tunnel) {
        Path file = kubeconfig.resolveSibling(FILE);
        try {
            Kubeconfig.write(file, """
                    # for a shell; a browser takes http://127.0.0.1:%d/proxy.pac as its automatic proxy configuration
                    export KUBECONFIG='%s'
                    export %s
                    """.formatted(tunnel.getPort(), kubeconfig, allProxy(tunnel)));
        } catch (IOException e) {
            throw new Failure("cannot write " + file + ": " + DataDirectory.reason(e), e);
        }
    }
}
