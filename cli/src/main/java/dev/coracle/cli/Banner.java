package dev.coracle.cli;

import dev.coracle.controlplane.ControlPlane;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** What {@code coracle up} prints once it is ready. */
final class Banner {
    private Banner() {}

    static void print(PrintWriter out, ControlPlane plane, Path kubeconfig) {
        InetSocketAddress dns = plane.dnsAddress();
        out.printf(Locale.ROOT, "Coracle %s, ready after %.1f s%n", Version.number(), seconds(sinceStart(plane)));
        out.println();
        out.println("  API    " + plane.apiServer());
        out.println("  DNS    " + dns.getHostString() + ":" + dns.getPort() + ", UDP and TCP");
        plane.tunnelAddress()
                .ifPresent(tunnel -> out.println("  Tunnel " + tunnel.getHostString() + ":" + tunnel.getPort()
                        + ", SOCKS5 and HTTP CONNECT; for a browser http://" + tunnel.getHostString() + ":"
                        + tunnel.getPort() + "/proxy.pac"));
        out.println();
        out.println("In another terminal:");
        out.println("  export KUBECONFIG=" + kubeconfig);
        plane.tunnelAddress().ifPresent(tunnel -> out.println("  export " + ShellSettings.allProxy(tunnel)));
        out.println("  kubectl create deployment hello --image=nginx --replicas=3");
        out.println("  kubectl expose deployment hello --port=80 && kubectl get pods,services");
        plane.tunnelAddress().ifPresent(tunnel -> out.println("  curl http://hello/"));
        out.println();
        out.println("Ctrl-C stops everything.");
        out.flush();
    }

    /**
     * From the command on, for the launcher became this process; where it had to build first, it says in microseconds since
     * 1970 when it was done with that.
     */
    private static Duration sinceStart(ControlPlane plane) {
        String built = System.getenv("CORACLE_STARTED");
        Optional<Instant> begin = built == null
                ? ProcessHandle.current().info().startInstant()
                : Optional.of(Instant.EPOCH.plus(Long.parseLong(built), ChronoUnit.MICROS));
        return begin.map(start -> Duration.between(start, plane.clock().instant()))
                .orElse(Duration.ZERO);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
