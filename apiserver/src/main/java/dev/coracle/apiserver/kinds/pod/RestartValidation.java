package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.List;

/** A container's own restart policy, and the rules that go by its exit code. */
final class RestartValidation {
    private static final List<String> POLICIES = List.of("Always", "Never", "OnFailure");
    private static final List<String> ACTIONS = List.of("Restart", "RestartAllContainers");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final int MAX_RULES = 20;
    private static final int MAX_EXIT_CODES = 255;

    private RestartValidation() {}

    static void validate(JsonNode container, Path path, FieldErrors errors) {
        JsonNode rules = Tree.get(container, "restartPolicyRules");
        String policy = Tree.text(container, "restartPolicy");
        if (!Tree.has(container, "restartPolicy")) {
            if (rules.isEmpty()) {
                return;
            }
            errors.required(path.child("restartPolicy"), "must specify restartPolicy when restart rules are used");
        } else if (!POLICIES.contains(policy)) {
            errors.notSupported(path.child("restartPolicy"), policy, POLICIES);
        }
        if (rules.size() > MAX_RULES) {
            errors.tooMany(path.child("restartPolicyRules"), rules.size(), MAX_RULES);
        }
        int i = 0;
        for (JsonNode rule : rules) {
            rule(rule, path.child("restartPolicyRules").index(i++), errors);
        }
    }

    private static void rule(JsonNode rule, Path path, FieldErrors errors) {
        String action = Tree.text(rule, "action");
        if (!ACTIONS.contains(action)) {
            errors.notSupported(path.child("action"), action, ACTIONS);
        }
        if (!Tree.has(rule, "exitCodes")) {
            errors.required(path.child("exitCodes"), "must be specified");
            return;
        }
        JsonNode codes = Tree.get(rule, "exitCodes");
        String operator = Tree.text(codes, "operator");
        if (!OPERATORS.contains(operator)) {
            errors.notSupported(path.child("exitCodes").child("operator"), operator, OPERATORS);
        }
        int count = Tree.get(codes, "values").size();
        if (count > MAX_EXIT_CODES) {
            errors.tooMany(path.child("exitCodes").child("values"), count, MAX_EXIT_CODES);
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
        for (String list : new String[] {"initContainers", "containers"}) {
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
