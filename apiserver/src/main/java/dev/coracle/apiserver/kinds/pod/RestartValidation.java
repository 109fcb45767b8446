package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.List;

/** A container's own restart policy, and the rules that go by its exit code. */
final class RestartValidation {
    private static final int MAX_RULES = 20;
    private static final int MAX_EXIT_CODES = 255;

    private static final FieldRule RULE = all(
            field("action").oneOf("Restart", "RestartAllContainers"),
            field("exitCodes")
                    .present("must be specified")
                    .to(field("operator").oneOf("In", "NotIn"), field("values").maxItems(MAX_EXIT_CODES)));
    private static final FieldRule POLICY = all(
            field("restartPolicy")
                    .present("must specify restartPolicy when restart rules are used")
                    .oneOf("Always", "Never", "OnFailure"),
            field("restartPolicyRules").maxItems(MAX_RULES),
            each("restartPolicyRules").to(RULE));

    private RestartValidation() {}

    static void validate(Field container) {
        if (container.has("restartPolicy") || !container.isEmpty("restartPolicyRules")) {
            POLICY.check(container);
        }
    }

    /** Whether a container that ended so runs again by itself. */
    static boolean restarts(JsonNode container, JsonNode podSpec, long exitCode) {
        if (Tree.has(container, "restartPolicy")) {
            for (JsonNode rule : Tree.get(container, "restartPolicyRules")) {
                if (matches(Tree.get(rule, "exitCodes"), exitCode)) {
                    return true;
                }
            }
            return restarts(Tree.text(container, "restartPolicy"), exitCode);
        }
        return restarts(Tree.text(podSpec, "restartPolicy"), exitCode);
    }

    private static boolean restarts(String policy, long exitCode) {
        return switch (policy) {
            case "OnFailure" -> exitCode != 0;
            case "Never" -> false;
            default -> true;
        };
    }

    private static boolean matches(JsonNode codes, long exitCode) {
        boolean listed = false;
        for (JsonNode code : Tree.get(codes, "values")) {
            listed |= code.asLong() == exitCode;
        }
        return switch (Tree.text(codes, "operator")) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            default -> false;
        };
    }

    /** Whether some container's end may restart all of them. */
    static boolean mayRestartAll(JsonNode podSpec) {
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : Tree.get(podSpec, list)) {
                for (JsonNode rule : Tree.get(container, "restartPolicyRules")) {
                    if (Tree.text(rule, "action").equals("RestartAllContainers")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
