package dev.coracle.apiserver.http;

import dev.coracle.apiserver.errors.ApiException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps web pages out while nobody has to say who they are: a page's requests carry its Origin, and one that has made
 * its own name resolve to this server (DNS rebinding) sends that name as the Host. Programs send neither. Immutable.
 */
final class HostGuard {
    /** What pods and certificates call the server. */
    private static final Set<String> OWN_NAMES = Set.of(
            "localhost",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");

    private final Set<String> allowed;

    /**
     * A guard of one server.
     *
     * @param allowed names and addresses besides the server's own
     * @param own the address it listens on
     */
    HostGuard(Set<String> allowed, String own) {
        Set<String> all = new HashSet<>(allowed);
        all.add(plain(own));
        this.allowed = Set.copyOf(all);
    }

    /** @throws ApiException 403 for a request that another site's page may have sent */
    void check(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        String sent = request.getHeader(HttpHeaders.HOST);
        if (authority == null && sent != null && !sent.isEmpty()) {
            throw refused("Host", sent);
        }
        if (authority != null && !isOwn(authority.host()) && !isAddress(authority.host())) {
            throw refused("Host", authority.host());
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            String host = host(origin);
            boolean same = authority != null && host.equals(plain(authority.host()));
            if (host.isEmpty() || !(same || isOwn(host))) {
                throw refused("Origin", origin);
            }
        }
    }

    private boolean isOwn(String host) {
        String name = plain(host);
        return OWN_NAMES.contains(name)
                || name.endsWith(".localhost")
                || (isAddress(name) && name.startsWith("127."))
                || name.equals("::1")
                || allowed.contains(name);
    }

    /** No name resolves to an address that stands there itself. */
    private static boolean isAddress(String host) {
        String name = plain(host);
        return name.indexOf(':') >= 0 || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    /** Without brackets and the dot of the root. */
    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String host(String origin) {
        try {
            String host = new URI(origin).getHost();
            return host == null ? "" : plain(host);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static ApiException refused(String header, String value) {
        return ApiException.of(
                403,
                "Forbidden",
                "forbidden: the " + header + " \"" + value
                        + "\" is not this server's, so the request may come from a web"
                        + " page; a name that is to reach this server must be among its allowed hosts",
                null);
    }
}
