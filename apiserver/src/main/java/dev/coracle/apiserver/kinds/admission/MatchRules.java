package dev.coracle.apiserver.kinds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.QualifiedNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a webhook or a policy is asked about: rules, selectors, conditions; their defaults and their rules (v1.36). */
final class MatchRules {
    static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
    private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> MUTATING_OPERATIONS = List.of("*", "CONNECT", "CREATE", "UPDATE");
    private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");
    private static final int MAX_CONDITIONS = 64;

    private MatchRules() {}

    /** Of a webhook, or of a policy's match resources. */
    static void setDefaults(ObjectNode match, String... rules) {
        Tree.setDefault(match, "matchPolicy", "Equivalent");
        Tree.createObject(match, "namespaceSelector");
        Tree.createObject(match, "objectSelector");
        for (String field : rules) {
            for (JsonNode rule : Tree.get(match, field)) {
                if (rule instanceof ObjectNode node) {
                    Tree.setDefault(node, "scope", "*");
                }
            }
        }
    }

    static void selector(Field selector) {
        LabelValidation.selector(selector);
    }

    static void matchPolicy(Field policy) {
        policy.oneOfIfPresent(MATCH_POLICIES);
    }

    /** A policy's {@code matchConstraints} or a binding's {@code matchResources}. */
    static void resources(Field match) {
        if (!match.isPresent()) {
            return;
        }
        matchPolicy(match.at("matchPolicy"));
        selector(match.at("namespaceSelector"));
        selector(match.at("objectSelector"));
        for (String field : new String[] {"resourceRules", "excludeResourceRules"}) {
            for (Field rule : match.each(field)) {
                Set<String> names = new HashSet<>();
                for (Field name : rule.each("resourceNames")) {
                    name.obeys(NameRule.PATH_SEGMENT);
                    if (!names.add(name.text())) {
                        name.duplicate();
                    }
                }
                rule(rule);
            }
        }
    }

    /** Only what creates, updates or connects can be changed on its way. */
    static void mutable(Field match) {
        for (Field rule : match.each("resourceRules")) {
            for (Field operation : rule.each("operations")) {
                if (!MUTATING_OPERATIONS.contains(operation.text())) {
                    match.errors()
                            .notSupported(
                                    match.at("resourceRules", "operations").path(),
                                    operation.text(),
                                    MUTATING_OPERATIONS);
                }
            }
        }
    }

    static void rule(Field rule) {
        Field operations = rule.at("operations");
        if (operations.isEmpty()) {
            operations.required("");
        }
        if (operations.node().size() > 1 && has(operations, "*")) {
            operations.invalid("if '*' is present, must not specify other operations");
        }
        operations.each().forEach(operation -> operation.oneOf(OPERATIONS));
        words(rule.at("apiGroups"), "API groups");
        words(rule.at("apiVersions"), "API versions");
        for (Field version : rule.each("apiVersions")) {
            if (version.isEmpty()) {
                version.required("");
            }
        }
        plurals(rule.at("resources"));
        rule.at("scope").oneOfIfPresent(SCOPES);
    }

    private static void words(Field words, String what) {
        if (words.node().isEmpty()) {
            words.required("");
        }
        if (words.node().size() > 1 && has(words, "*")) {
            words.invalid("if '*' is present, must not specify other " + what);
        }
    }

    private static boolean has(Field words, String wanted) {
        for (JsonNode word : words.node()) {
            if (word.asText().equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static void plurals(Field resources) {
        if (resources.isEmpty()) {
            resources.required("");
        }
        Set<String> everySubresourceOf = new HashSet<>();
        Set<String> onEveryResource = new HashSet<>();
        boolean plain = false;
        for (Field resource : resources.each()) {
            String text = resource.text();
            int slash = text.indexOf('/');
            if (text.isEmpty()) {
                resource.required("");
            } else if (slash < 0) {
                plain = !text.equals("*");
            } else {
                String name = text.substring(0, slash);
                String below = text.substring(slash + 1);
                if (everySubresourceOf.contains(name)) {
                    resource.invalid("if '" + name + "/*' is present, must not specify " + text);
                }
                if (onEveryResource.contains(below)) {
                    resource.invalid("if '*/" + below + "' is present, must not specify " + text);
                }
                if (below.equals("*")) {
                    everySubresourceOf.add(name);
                }
                if (name.equals("*")) {
                    onEveryResource.add(below);
                }
            }
        }
        if (resources.node().size() > 1 && has(resources, "*/*")) {
            resources.invalid("if '*/*' is present, must not specify other resources");
        }
        if (plain && has(resources, "*")) {
            resources.invalid("if '*' is present, must not specify other resources without subresources");
        }
    }

    static void conditions(Field conditions) {
        if (conditions.node().size() > MAX_CONDITIONS) {
            conditions.tooMany(MAX_CONDITIONS);
        }
        Set<String> names = new HashSet<>();
        for (Field condition : conditions.each()) {
            if (condition.at("expression").text().isBlank()) {
                condition.at("expression").required("");
            }
            Field name = condition.at("name");
            if (name.isEmpty()) {
                name.required("");
            } else {
                QualifiedNames.key(name.text()).forEach(name::invalid);
                if (!names.add(name.text())) {
                    name.duplicate();
                }
            }
        }
    }
}
