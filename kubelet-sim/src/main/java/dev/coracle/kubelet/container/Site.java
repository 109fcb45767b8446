package dev.coracle.kubelet.container;

import dev.coracle.client.PrivilegedPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One fake container on a loop: its identity, its sockets and the faults a client asked for. Confined to the loop's
 * thread once opened, apart from what is final.
 *
 * <p>A POST to one of these paths breaks the container on purpose: {@code /coracle/fail?status=503&path=/x} answers
 * that path (all paths without one) with that status, {@code /coracle/recover} ends that, {@code /coracle/exit?code=3}
 * ends the container.
 */
public final class Site {
    /** How many paths may fail at once; more are refused. */
    private static final int MAX_FAULTS = 64;

    private static final String EVERY_PATH = "";

    final ContainerIdentity identity;
    final Outlet outlet;
    final List<ServerSocketChannel> listeners = new ArrayList<>();
    final Set<HttpConnection> connections = new HashSet<>();
    private final Map<String, Integer> faults = new HashMap<>();
    boolean draining;
    boolean closed;

    @Nullable
    Integer exitCode;

    Site(ContainerIdentity identity, Outlet outlet) {
        this.identity = identity;
        this.outlet = outlet;
    }

    HttpResponse respond(HttpRequest request) {
        String path = request.path();
        if (path.startsWith("/coracle/")) {
            return request.method().equals("POST")
                    ? control(path, request)
                    : HttpResponse.text(405, path + " wants POST, not " + request.method());
        }
        Integer status = faults.get(path);
        if (status == null) {
            status = faults.get(EVERY_PATH);
        }
        if (status != null) {
            return HttpResponse.text(status, "failing with " + status + " on request");
        }
        return request.acceptsJson()
                ? new HttpResponse(200, "application/json", identity.json(path))
                : new HttpResponse(200, "text/plain; charset=utf-8", identity.text(path));
    }

    private HttpResponse control(String path, HttpRequest request) {
        switch (path) {
            case "/coracle/fail" -> {
                int status = number(request.parameter("status", "500"));
                String failing = request.parameter("path", EVERY_PATH);
                if (status < 200 || status > 599) {
                    return HttpResponse.text(400, "status must be a number from 200 to 599");
                }
                if (faults.size() >= MAX_FAULTS && !faults.containsKey(failing)) {
                    return HttpResponse.text(400, "at most " + MAX_FAULTS + " paths can fail at once");
                }
                faults.put(failing, status);
                return HttpResponse.text(200, (failing.isEmpty() ? "every path" : failing) + " now answers " + status);
            }
            case "/coracle/recover" -> {
                faults.clear();
                return HttpResponse.text(200, "recovered");
            }
            case "/coracle/exit" -> {
                int code = number(request.parameter("code", "1"));
                if (code < 0 || code > 255) {
                    return HttpResponse.text(400, "code must be a number from 0 to 255");
                }
                exitCode = code;
                return HttpResponse.text(200, "exiting with code " + code);
            }
            default -> {
                return HttpResponse.text(404, "no such control: " + path + "; there are fail, recover and exit");
            }
        }
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    /** Binds a port, or where that is a matter of privilege, the one that stands in for it. */
    static ServerSocketChannel bind(InetAddress ip, int port) throws BindFailure {
        try {
            return bindExactly(ip, port);
        } catch (BindFailure refused) {
            // The constants are inlined by the compiler: the fake container's process has no classes but this
            // package's.
            if (port < PrivilegedPorts.FIRST_UNPRIVILEGED && refused.isForbidden()) {
                return bindExactly(ip, port + PrivilegedPorts.OFFSET);
            }
            throw refused;
        }
    }

    private static ServerSocketChannel bindExactly(InetAddress ip, int port) throws BindFailure {
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open();
            channel.bind(new InetSocketAddress(ip, port), 1024);
            channel.configureBlocking(false);
            return channel;
        } catch (java.io.IOException refused) {
            HttpLoop.closeQuietly(channel);
            throw new BindFailure(ip, port, refused);
        }
    }
}
