package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.Ports;
import dev.coracle.machinery.validation.Union;
import java.util.List;
import java.util.regex.Pattern;

/** Probes, lifecycle hooks and the handlers they share. */
final class ProbeValidation {
    private static final String GRACE = "terminationGracePeriodSeconds";
    private static final Pattern HEADER = Pattern.compile("[-A-Za-z0-9]+");

    private static final FieldRule PORT = at -> Ports.numberOrName(at.at("port"));
    private static final FieldRule HTTP_GET = all(
            field("path").required(),
            PORT,
            field("scheme").oneOf("HTTP", "HTTPS"),
            field("httpHeaders").to(ProbeValidation::headers));
    private static final Union HANDLER = Union.of(
                    "must specify a handler type", "may not specify more than 1 handler type")
            .member("exec", required("command"))
            .member("httpGet", HTTP_GET)
            .member("tcpSocket", PORT);
    private static final Union PROBE_HANDLER = HANDLER.member("grpc", PORT);
    private static final Union HOOK_HANDLER = HANDLER.member("sleep");

    private static final FieldRule PROBE = all(
            PROBE_HANDLER,
            field("initialDelaySeconds").nonNegative(),
            field("timeoutSeconds").nonNegative(),
            field("periodSeconds").nonNegative(),
            field("successThreshold").nonNegative(),
            field("failureThreshold").nonNegative(),
            field(GRACE).optional().positive("must be greater than 0"));
    private static final FieldRule UNTIL_FAILURE =
            PROBE.and(field("successThreshold").inRange(1, 1, "must be 1"));
    static final FieldRule PROBES = all(
            field("livenessProbe").to(UNTIL_FAILURE),
            field("readinessProbe")
                    .to(PROBE.and(field(GRACE)
                            .when(
                                    JsonNode::isMissingNode,
                                    period -> period.invalid("must not be set for readinessProbes")))),
            field("startupProbe").to(UNTIL_FAILURE));

    private ProbeValidation() {}

    static void lifecycle(Field lifecycle, PodScope scope) {
        for (String hook : List.of("postStart", "preStop")) {
            if (lifecycle.has(hook) && HOOK_HANDLER.find(lifecycle.at(hook)).equals("sleep")) {
                sleep(lifecycle.at(hook, "sleep"), scope.gracePeriod());
            }
        }
    }

    private static void sleep(Field action, long gracePeriod) {
        long seconds = action.number("seconds");
        if (seconds < 0 || seconds > gracePeriod) {
            action.invalid(
                    seconds, "must be non-negative and less than terminationGracePeriodSeconds (" + gracePeriod + ")");
        }
    }

    private static void headers(Field headers) {
        for (JsonNode header : headers.node()) {
            String name = Tree.text(header, "name");
            if (!HEADER.matcher(name).matches()) {
                headers.invalid(
                        name,
                        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex"
                                + " used for validation is '" + HEADER + "')");
            }
        }
    }
}
