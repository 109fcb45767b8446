package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Ports;
import java.util.List;

/** Probes, lifecycle hooks and the handlers they share. */
final class ProbeValidation {
    private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");
    private static final String[] PROBES = {"livenessProbe", "readinessProbe", "startupProbe"};
    private static final String[] PROBE_HANDLERS = {"exec", "httpGet", "tcpSocket", "grpc"};
    private static final String[] HOOK_HANDLERS = {"exec", "httpGet", "tcpSocket", "sleep"};
    private static final String[] COUNTS = {
        "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"
    };

    private ProbeValidation() {}

    static void probes(JsonNode container, PodScope scope, Path path, FieldErrors errors) {
        for (String name : PROBES) {
            JsonNode probe = Tree.get(container, name);
            if (!probe.isMissingNode()) {
                probe(probe, name, scope, path.child(name), errors);
            }
        }
    }

    private static void probe(JsonNode probe, String name, PodScope scope, Path path, FieldErrors errors) {
        handler(probe, PROBE_HANDLERS, scope, path, errors);
        for (String count : COUNTS) {
            Numbers.nonNegative(probe, count, path, errors);
        }
        boolean graceful = Tree.has(probe, "terminationGracePeriodSeconds");
        long grace = Tree.number(probe, "terminationGracePeriodSeconds");
        if (graceful && grace <= 0) {
            errors.invalid(path.child("terminationGracePeriodSeconds"), grace, "must be greater than 0");
        }
        if (name.equals("readinessProbe")) {
            if (graceful) {
                errors.invalid(
                        path.child("terminationGracePeriodSeconds"), grace, "must not be set for readinessProbes");
            }
        } else if (Tree.number(probe, "successThreshold") != 1) {
            errors.invalid(path.child("successThreshold"), Tree.number(probe, "successThreshold"), "must be 1");
        }
    }

    static void lifecycle(JsonNode lifecycle, PodScope scope, Path path, FieldErrors errors) {
        for (String hook : new String[] {"postStart", "preStop"}) {
            JsonNode handler = Tree.get(lifecycle, hook);
            if (!handler.isMissingNode()) {
                handler(handler, HOOK_HANDLERS, scope, path.child(hook), errors);
            }
        }
    }

    private static void handler(JsonNode node, String[] kinds, PodScope scope, Path path, FieldErrors errors) {
        int found = 0;
        for (String kind : kinds) {
            JsonNode action = Tree.get(node, kind);
            if (action.isMissingNode()) {
                continue;
            }
            Path at = path.child(kind);
            if (found++ > 0) {
                errors.forbidden(at, "may not specify more than 1 handler type");
                continue;
            }
            switch (kind) {
                case "exec" -> {
                    if (Tree.isEmpty(action, "command")) {
                        errors.required(at.child("command"), "");
                    }
                }
                case "httpGet" -> httpGet(action, at, errors);
                case "sleep" -> sleep(action, scope, at, errors);
                default -> Ports.numberOrName(Tree.get(action, "port"), at.child("port"), errors);
            }
        }
        if (found == 0) {
            errors.required(path, "must specify a handler type");
        }
    }

    private static void httpGet(JsonNode action, Path path, FieldErrors errors) {
        if (Tree.isEmpty(action, "path")) {
            errors.required(path.child("path"), "");
        }
        Ports.numberOrName(Tree.get(action, "port"), path.child("port"), errors);
        String scheme = Tree.text(action, "scheme");
        if (!SCHEMES.contains(scheme)) {
            errors.notSupported(path.child("scheme"), scheme, SCHEMES);
        }
        for (JsonNode header : Tree.get(action, "httpHeaders")) {
            String name = Tree.text(header, "name");
            if (!isHeaderName(name)) {
                errors.invalid(
                        path.child("httpHeaders"),
                        name,
                        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex"
                                + " used for validation is '[-A-Za-z0-9]+')");
            }
        }
    }

    private static void sleep(JsonNode action, PodScope scope, Path path, FieldErrors errors) {
        long seconds = Tree.number(action, "seconds");
        if (seconds < 0 || seconds > scope.gracePeriod()) {
            errors.invalid(
                    path,
                    seconds,
                    "must be non-negative and less than terminationGracePeriodSeconds (" + scope.gracePeriod() + ")");
        }
    }

    private static boolean isHeaderName(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }
}
