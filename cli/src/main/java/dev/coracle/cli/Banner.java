package dev.coracle.cli;

import dev.coracle.testing.ControlPlane;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What {@code coracle up} prints once it is ready. */
final class Banner {
    private Banner() {}

    static void print(PrintWriter out, ControlPlane plane, Path kubeconfig) {
        InetSocketAddress dns = plane.dnsAddress();
        out.printf(Locale.ROOT, "Coracle %s, ready after %.1f s%n", Version.number(), seconds(sinceStart(plane)));
        out.println();
        out.println("  API    " + plane.apiServer());
        out.println("  DNS    " + dns.getHostString() + ":" + dns.getPort() + ", UDP and TCP");
        out.println();
        out.println("In another terminal:");
        out.println("  export KUBECONFIG=" + kubeconfig);
        out.println("  kubectl create deployment hello --image=nginx --replicas=3");
        out.println("  kubectl expose deployment hello --port=80 && kubectl get pods,services");
        out.println();
        out.println("Ctrl-C stops everything.");
        out.flush();
    }

    /** From the start of this process, which is a little after the command was typed. */
    private static Duration sinceStart(ControlPlane plane) {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(begin -> Duration.between(begin, plane.clock().instant()))
                .orElse(Duration.ZERO);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
