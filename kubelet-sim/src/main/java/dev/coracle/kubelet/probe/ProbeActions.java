package dev.coracle.kubelet.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Turns what a probe or a hook asks for into an action against one container. Immutable. */
public final class ProbeActions {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    private static final int LAST_PORT = 65535;

    private final Container container;
    private final String ip;
    private final Dialer dialer;
    private final Map<String, String> environment;
    private final boolean commands;
    private final boolean asks;
    private final Predicate<ProbeKind> fails;

    /**
     * Actions against a container that can be reached.
     *
     * @param ip the pod's
     * @param dialer where the pod's ports are
     * @param commands whether commands run on this machine
     */
    public ProbeActions(
            Container container, String ip, Dialer dialer, Map<String, String> environment, boolean commands) {
        this(container, ip, dialer, environment, commands, true, kind -> false);
    }

    private ProbeActions(
            Container container,
            String ip,
            Dialer dialer,
            Map<String, String> environment,
            boolean commands,
            boolean asks,
            Predicate<ProbeKind> fails) {
        this.container = container;
        this.ip = ip;
        this.dialer = dialer;
        this.environment = environment;
        this.commands = commands;
        this.asks = asks;
        this.fails = fails;
    }

    /** For a container that nobody can reach: its probes succeed unasked. */
    public static ProbeActions succeeding(Container container) {
        return new ProbeActions(container, "", InetSocketAddress::new, Map.of(), false, false, kind -> false);
    }

    /** The same, but the probes of those kinds fail, as long as they are said to. */
    public ProbeActions failing(Predicate<ProbeKind> kinds) {
        return new ProbeActions(container, ip, dialer, environment, commands, asks, kinds);
    }

    Container container() {
        return container;
    }

    ProbeAction of(ProbeKind kind, Probe probe) {
        ProbeAction action = asks ? of(probe) : () -> ProbeOutcome.Success.INSTANCE;
        return () -> fails.test(kind) ? new ProbeOutcome.Failure("an annotation of the pod says so") : action.probe();
    }

    private ProbeAction of(Probe probe) {
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
        if (probe.getGrpc() != null) {
            String service =
                    probe.getGrpc().getService() == null ? "" : probe.getGrpc().getService();
            return onPort(
                    new IntOrString(probe.getGrpc().getPort()),
                    port -> GrpcProbe.check(ip + ":" + port, dialer.at(ip, port), service, timeout));
        }
        return probe.getExec() == null
                ? () -> new ProbeOutcome.Fault("missing probe handler")
                : exec(probe.getExec(), timeout);
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

    /** What is said of a command where none is run. */
    public static String refusal(ExecAction exec) {
        return "a fake container cannot run " + exec.getCommand();
    }

    public ProbeAction exec(ExecAction exec, Duration timeout) {
        List<String> command = List.copyOf(exec.getCommand());
        if (!commands) {
            return () -> new ProbeOutcome.Failure(refusal(exec));
        }
        return () -> HostCommand.run(command, environment, timeout);
    }

    private ProbeAction onPort(IntOrString port, PortAction action) {
        Integer number = NamedPorts.resolve(port, container);
        if (number == null) {
            return () -> new ProbeOutcome.Fault("strconv.Atoi: parsing \"" + port.getStrVal() + "\": invalid syntax");
        }
        if (number < 1 || number > LAST_PORT) {
            return () -> new ProbeOutcome.Fault("invalid port number: " + number);
        }
        return () -> action.probe(number);
    }

    @FunctionalInterface
    private interface PortAction {
        ProbeOutcome probe(int port);
    }
}
