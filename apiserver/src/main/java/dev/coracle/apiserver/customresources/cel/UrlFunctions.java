package dev.coracle.apiserver.customresources.cel;

import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.TEXT;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.URL;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** url, isURL and the parts of URLs. What a URL is, Java's parser says: a little stricter than Go's. */
final class UrlFunctions {
    private UrlFunctions() {}

    static void add(Library library) {
        ParameterType url = new ParameterType(URL, URI.class);
        CelType query = MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING));
        library.global("url", "string_to_url", URL, a -> parsed((String) a[0]), TEXT)
                .global(
                        "isURL",
                        "is_url_string",
                        SimpleType.BOOL,
                        a -> parse((String) a[0]).isPresent(),
                        TEXT)
                .member("getScheme", "url_get_scheme", SimpleType.STRING, a -> text(uri(a).getScheme()), url)
                .member("getHost", "url_get_host", SimpleType.STRING, a -> host(uri(a)), url)
                .member("getHostname", "url_get_hostname", SimpleType.STRING, a -> hostname(uri(a)), url)
                .member("getPort", "url_get_port", SimpleType.STRING, a -> port(uri(a)), url)
                .member(
                        "getEscapedPath",
                        "url_get_escaped_path",
                        SimpleType.STRING,
                        a -> text(uri(a).getRawPath()),
                        url)
                .member("getQuery", "url_get_query", query, a -> query(uri(a)), url);
    }

    private static URI uri(Object[] arguments) {
        return (URI) arguments[0];
    }

    static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/") ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static URI parsed(String text) {
        return parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("URL parse error during conversion from string: parse \""
                                + text + "\": invalid URI for request"));
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }

    private static String host(URI uri) {
        String authority = text(uri.getRawAuthority());
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static String port(URI uri) {
        return uri.getPort() < 0 ? "" : Integer.toString(uri.getPort());
    }

    private static String hostname(URI uri) {
        String host = text(uri.getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Map<String, List<String>> query(URI uri) {
        Map<String, List<String>> query = new TreeMap<>();
        for (String pair : text(uri.getRawQuery()).split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                query.computeIfAbsent(decoded(key), unused -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
