package dev.coracle.kubelet.probe;

import dev.coracle.client.PrivilegedPorts;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * HTTP and TCP probes over plain sockets, with the messages Go's dialer and HTTP client have (v1.36). A fake container
 * speaks no TLS, so the scheme only shows in messages.
 */
final class SocketProbe {
    private SocketProbe() {}

    static ProbeOutcome tcp(String host, int port, InetSocketAddress at, Duration timeout) {
        try (Socket socket = connect(at, timeout)) {
            return ProbeOutcome.Success.INSTANCE;
        } catch (SocketTimeoutException slow) {
            return new ProbeOutcome.Failure("dial tcp " + host + ":" + port + ": i/o timeout");
        } catch (IOException refused) {
            return new ProbeOutcome.Failure(dialError(host, port, refused));
        }
    }

    record Get(String scheme, String host, int port, String path, List<HTTPHeader> headers) {
        String url() {
            return scheme + "://" + host + ":" + port + path;
        }
    }

    static ProbeOutcome http(Get get, InetSocketAddress at, Duration timeout) {
        String failed = "Get \"" + get.url() + "\": ";
        try (Socket socket = connect(at, timeout)) {
            socket.setSoTimeout(millis(timeout));
            socket.getOutputStream().write(head(get).getBytes(StandardCharsets.ISO_8859_1));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            if (status == null) {
                return new ProbeOutcome.Failure(failed + "EOF");
            }
            int code = code(status);
            if (code < 0) {
                return new ProbeOutcome.Failure(failed
                        + "net/http: HTTP/1.x transport connection broken: malformed HTTP response \"" + status + "\"");
            }
            return code >= 200 && code < 400 ? ProbeOutcome.Success.INSTANCE : new ProbeOutcome.BadStatus(code);
        } catch (SocketTimeoutException slow) {
            return new ProbeOutcome.Failure(
                    failed + "context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        } catch (ConnectException refused) {
            return new ProbeOutcome.Failure(failed + dialError(get.host(), get.port(), refused));
        } catch (IOException cut) {
            return new ProbeOutcome.Failure(
                    failed + "read tcp " + get.host() + ":" + get.port() + ": read: connection reset by peer");
        }
    }

    /** Connects as the proxy does: to a privileged port, or else to the one that stands in for it. */
    static Socket connect(InetSocketAddress at, Duration timeout) throws IOException {
        try {
            return open(at, timeout);
        } catch (ConnectException refused) {
            if (!PrivilegedPorts.isPrivileged(at.getPort())) {
                throw refused;
            }
            try {
                return open(new InetSocketAddress(at.getAddress(), at.getPort() + PrivilegedPorts.OFFSET), timeout);
            } catch (IOException alsoRefused) {
                refused.addSuppressed(alsoRefused);
                throw refused;
            }
        }
    }

    private static Socket open(InetSocketAddress at, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(at, millis(timeout));
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private static String head(Get get) {
        StringBuilder head = new StringBuilder("GET ").append(get.path()).append(" HTTP/1.1\r\n");
        boolean host = false;
        for (HTTPHeader header : get.headers()) {
            host |= "host".equalsIgnoreCase(header.getName());
            head.append(header.getName()).append(": ").append(header.getValue()).append("\r\n");
        }
        if (!host) {
            head.append("Host: ")
                    .append(get.host())
                    .append(':')
                    .append(get.port())
                    .append("\r\n");
        }
        return head.append("User-Agent: kube-probe/coracle\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .toString();
    }

    private static int code(String status) {
        String[] parts = status.split(" ", 3);
        try {
            return parts.length > 1 && parts[0].startsWith("HTTP/") ? Integer.parseInt(parts[1]) : -1;
        } catch (NumberFormatException notHttp) {
            return -1;
        }
    }

    private static String dialError(String host, int port, IOException e) {
        String message = String.valueOf(e.getMessage());
        String reason = message.contains("refused")
                ? "connect: connection refused"
                : "connect: " + message.toLowerCase(java.util.Locale.ROOT);
        return "dial tcp " + host + ":" + port + ": " + reason;
    }

    private static int millis(Duration timeout) {
        return (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    }
}
