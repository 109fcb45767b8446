package dev.coracle.kubelet.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Turns what a probe or a hook asks for into an action against one container.
 *
 * @param ip the pod's
 * @param dialer where the pod's ports are
 * @param commands whether commands run on this machine
 */
public record ProbeActions(
        Container container, String ip, Dialer dialer, Map<String, String> environment, boolean commands) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    public ProbeAction of(Probe probe) {
        Duration timeout = probe.getTimeoutSeconds() == null || probe.getTimeoutSeconds() < 1
                ? DEFAULT_TIMEOUT
                : Duration.ofSeconds(probe.getTimeoutSeconds());
        if (probe.getHttpGet() != null) {
            return http(probe.getHttpGet(), timeout);
        }
        if (probe.getTcpSocket() != null) {
            String asked = probe.getTcpSocket().getHost();
            String host = asked == null || asked.isEmpty() ? ip : asked;
            return onPort(
                    probe.getTcpSocket().getPort(),
                    port -> SocketProbe.tcp(host, port, dialer.at(host, port), timeout));
        }
        if (probe.getExec() != null) {
            return exec(probe.getExec(), timeout);
        }
        String what = probe.getGrpc() == null ? "a probe without an action" : "grpc probes";
        return () -> new ProbeOutcome.Failure(what + " are not supported by the fake kubelet");
    }

    public ProbeAction http(HTTPGetAction get, Duration timeout) {
        String scheme = "HTTPS".equals(get.getScheme()) ? "https" : "http";
        String host = get.getHost() == null || get.getHost().isEmpty() ? ip : get.getHost();
        String path = get.getPath() == null || get.getPath().isEmpty() ? "/" : get.getPath();
        String absolute = path.startsWith("/") ? path : "/" + path;
        return onPort(
                get.getPort(),
                port -> SocketProbe.http(
                        new SocketProbe.Get(scheme, host, port, absolute, get.getHttpHeaders()),
                        dialer.at(host, port),
                        timeout));
    }

    public ProbeAction exec(ExecAction exec, Duration timeout) {
        List<String> command = List.copyOf(exec.getCommand());
        if (!commands) {
            return () -> new ProbeOutcome.Failure("a fake container cannot run " + command
                    + ": commands run only with the process runtime and --allow-host-commands");
        }
        return () -> HostCommand.run(command, environment, timeout);
    }

    private ProbeAction onPort(IntOrString port, PortAction action) {
        Integer number = NamedPorts.resolve(port, container);
        if (number == null) {
            return () -> new ProbeOutcome.Failure("couldn't find port: " + port.getStrVal());
        }
        return () -> action.probe(number);
    }

    @FunctionalInterface
    private interface PortAction {
        ProbeOutcome probe(int port);
    }
}
