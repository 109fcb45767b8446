package dev.coracle.apiserver.request;

import java.util.Set;

/**
 * What a request's method and path ask for, read as apimachinery's {@code RequestInfoFactory} (v1.36) does.
 *
 * @param isResource whether the path is below {@code /api/v1} or {@code /apis/<group>/<version>} and names a resource
 * @param path the path as sent, without the query
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower
 *     case; empty for a method no verb stands for
 * @param group empty for the core group
 * @param namespace empty for cluster-scoped requests and for all namespaces
 * @param name empty for a collection
 * @param subresource empty for the object itself
 * @param subpath what follows the subresource, without a leading slash
 */
public record RequestInfo(
        boolean isResource,
        String path,
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String name,
        String subresource,
        String subpath) {
    /** Of what comes through no socket. */
    public static final RequestInfo NONE = new RequestInfo(false, "", "", "", "", "", "", "", "", "");

    private static final Set<String> STREAMS = Set.of("attach", "exec", "log", "portforward", "proxy");
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    /**
     * Reads a request line.
     *
     * @param method the HTTP method
     * @param path the decoded path
     * @param watch whether the query asks for a watch
     */
    public static RequestInfo parse(String method, String path, boolean watch) {
        String[] parts = split(path);
        boolean core = parts.length >= 3 && parts[0].equals("api");
        boolean named = parts.length >= 4 && parts[0].equals("apis");
        if (!core && !named) {
            return other(method, path);
        }
        int at = core ? 1 : 2;
        String group = core ? "" : parts[1];
        String version = parts[at++];
        String verb = verb(method);
        if (parts[at].equals("watch")) {
            if (parts.length <= at + 1) {
                return other(method, path);
            }
            verb = verb.equals("get") ? "watch" : "";
            at++;
        }
        String namespace = "";
        if (parts[at].equals("namespaces") && parts.length > at + 1) {
            namespace = parts[at + 1];
            if (parts.length > at + 2 && !NAMESPACE_SUBRESOURCES.contains(parts[at + 2])) {
                at += 2;
            }
        }
        String name = parts.length > at + 1 ? parts[at + 1] : "";
        String subresource = parts.length > at + 2 ? parts[at + 2] : "";
        return new RequestInfo(
                true,
                path,
                collective(verb, name, watch),
                group,
                version,
                namespace,
                parts[at],
                name,
                subresource,
                join(parts, at + 3));
    }

    private static String collective(String verb, String name, boolean watch) {
        if (verb.equals("get") && watch && name.isEmpty()) {
            return "watch";
        }
        if (verb.equals("get") && name.isEmpty()) {
            return "list";
        }
        return verb.equals("delete") && name.isEmpty() ? "deletecollection" : verb;
    }

    private static RequestInfo other(String method, String path) {
        return new RequestInfo(false, path, method.toLowerCase(java.util.Locale.ROOT), "", "", "", "", "", "", "");
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    private static String[] split(String path) {
        int start = path.startsWith("/") ? 1 : 0;
        int end = path.endsWith("/") && path.length() > start ? path.length() - 1 : path.length();
        int count = 1;
        for (int i = start; i < end; i++) {
            if (path.charAt(i) == '/') {
                count++;
            }
        }
        String[] parts = new String[count];
        int from = start;
        for (int i = 0; i < count; i++) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 || slash > end ? end : slash;
            parts[i] = path.substring(from, to);
            from = to + 1;
        }
        return parts;
    }

    private static String join(String[] parts, int from) {
        return from >= parts.length
                ? ""
                : String.join("/", java.util.Arrays.asList(parts).subList(from, parts.length));
    }

    /** Whether the answer may be a stream without end, as kube-apiserver's flags (v1.36) have it. */
    public boolean isLongRunning() {
        return verb.equals("watch") || STREAMS.contains(subresource);
    }

    /** Metrics' word for how wide the request reaches. */
    public String scope() {
        if (!isResource) {
            return "";
        }
        if (!name.isEmpty()) {
            return "resource";
        }
        return namespace.isEmpty() ? "cluster" : "namespace";
    }
}
