package dev.coracle.apiserver.kinds.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Flow schemas: which requests belong to which priority level. */
final class FlowSchemaStrategy implements Strategy {
    private static final int DEFAULT_PRECEDENCE = 1000;
    private static final int MAX_PRECEDENCE = 10000;
    private static final String EXEMPT = "exempt";
    private static final List<String> METHODS = List.of("ByNamespace", "ByUser");
    private static final List<String> SUBJECTS = List.of("Group", "ServiceAccount", "User");
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch");
    private static final TableColumns COLUMNS = Columns.sorted(
            Comparator.<ObjectNode>comparingLong(schema -> Tree.number(Tree.spec(schema), "matchingPrecedence"))
                    .thenComparing(Tree::name),
            Columns.NAMED,
            Columns.text(
                    "PriorityLevel",
                    "@flowcontrol.v1.PriorityLevelConfigurationReference.name",
                    "spec.priorityLevelConfiguration.name"),
            Columns.numberAsText(
                    "MatchingPrecedence",
                    "@flowcontrol.v1.FlowSchemaSpec.matchingPrecedence",
                    "spec.matchingPrecedence"),
            Columns.textOr(
                    Columns.NONE,
                    "DistinguisherMethod",
                    "@flowcontrol.v1.FlowSchemaSpec.distinguisherMethod",
                    "spec.distinguisherMethod.type"),
            Columns.AGED,
            Columns.cell(
                    "MissingPL",
                    "string",
                    "references a broken or non-existent PriorityLevelConfiguration",
                    FlowSchemaStrategy::dangling));

    @Override
    public NameRule nameRule() {
        return NameRule.DNS_SUBDOMAIN;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Tree.setDefaultIfZero(Tree.createObject(object, "spec"), "matchingPrecedence", DEFAULT_PRECEDENCE);
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field precedence = spec.at("matchingPrecedence");
        if (precedence.number() <= 0) {
            precedence.invalid("must be a positive value");
        }
        if (precedence.number() > MAX_PRECEDENCE) {
            precedence.invalid("must not be greater than " + MAX_PRECEDENCE);
        }
        if (precedence.number() == 1 && !Tree.name(object).equals(EXEMPT)) {
            precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
        }
        Field method = spec.at("distinguisherMethod");
        if (method.isPresent() && !METHODS.contains(method.at("type").text())) {
            ObjectNode shown = Tree.newObject().put("Type", method.at("type").text());
            errors.notSupported(method.at("type").path(), shown, METHODS);
        }
        spec.at("priorityLevelConfiguration", "name")
                .requiredName(NameRule.DNS_SUBDOMAIN, "must reference a priority level");
        for (Field rule : spec.each("rules")) {
            rule(rule);
        }
    }

    private static void rule(Field rule) {
        Field subjects = rule.at("subjects");
        if (subjects.isEmpty()) {
            subjects.required("subjects must contain at least one value");
        }
        subjects.each().forEach(FlowSchemaStrategy::subject);
        if (rule.at("resourceRules").isEmpty() && rule.at("nonResourceRules").isEmpty()) {
            rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        for (Field resource : rule.each("resourceRules")) {
            verbs(resource.at("verbs"));
            words(resource.at("apiGroups"), "resource rules must supply at least one api group", "api groups");
            words(resource.at("resources"), "resource rules must supply at least one resource", "resources");
            namespaces(resource);
        }
        for (Field other : rule.each("nonResourceRules")) {
            verbs(other.at("verbs"));
            Field urls = other.at("nonResourceURLs");
            words(urls, "nonResourceURLs must contain at least one value", "non-resource URLs");
            if (!hasWildcard(urls)) {
                urls.each().forEach(FlowSchemaStrategy::url);
            }
        }
    }

    private static void subject(Field subject) {
        Field kind = subject.at("kind");
        if (!SUBJECTS.contains(kind.text())) {
            kind.oneOf(SUBJECTS);
            return;
        }
        String wanted =
                Character.toLowerCase(kind.text().charAt(0)) + kind.text().substring(1);
        Field named = subject.at(wanted);
        if (!named.isPresent()) {
            named.required(wanted + " is required when subject kind is '" + kind.text() + "'");
        } else if (wanted.equals("serviceAccount")) {
            if (!named.at("name").text().equals("*")) {
                named.at("name").requiredName(NameRule.DNS_SUBDOMAIN);
            }
            named.at("namespace").requiredName(NameRule.DNS_LABEL, "must specify namespace for service account");
        } else if (named.at("name").isEmpty()) {
            named.at("name").required("");
        }
        for (String other : List.of("serviceAccount", "user", "group")) {
            if (!other.equals(wanted) && subject.at(other).isPresent()) {
                String otherKind = Character.toUpperCase(other.charAt(0)) + other.substring(1);
                subject.at(other).forbidden(other + " is forbidden when subject kind is not '" + otherKind + "'");
            }
        }
    }

    private static void verbs(Field verbs) {
        words(verbs, "verbs must contain at least one value", "verbs");
        if (!verbs.isEmpty() && !hasWildcard(verbs)) {
            for (JsonNode verb : verbs.node()) {
                if (!Set.copyOf(VERBS).contains(verb.asText())) {
                    verbs.errors().notSupported(verbs.path(), verbs.node(), VERBS);
                    return;
                }
            }
        }
    }

    private static void words(Field words, String required, String what) {
        if (words.node().isEmpty()) {
            words.required(required);
        } else if (words.node().size() > 1 && hasWildcard(words)) {
            words.invalid("if '*' is present, must not specify other " + what);
        }
    }

    private static boolean hasWildcard(Field words) {
        for (JsonNode word : words.node()) {
            if (word.asText().equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static void namespaces(Field rule) {
        Field namespaces = rule.at("namespaces");
        if (namespaces.isEmpty()) {
            if (!rule.at("clusterScope").node().asBoolean(false)) {
                namespaces.required("resource rules that are not cluster scoped must supply at least one namespace");
            }
        } else if (hasWildcard(namespaces)) {
            words(namespaces, "", "namespaces");
        } else {
            for (Field namespace : namespaces.each()) {
                NameRule.DNS_LABEL
                        .check(namespace.text(), false)
                        .forEach(message -> namespace.invalid(
                                "each member of this list must be '*' or a DNS-1123 label; " + message));
            }
        }
    }

    private static void url(Field url) {
        String path = url.text();
        int star = path.indexOf('*');
        if (path.isEmpty()) {
            url.invalid("must not be empty");
        } else if (path.equals("/")) {
            return;
        } else if (!path.startsWith("/")) {
            url.invalid("must start with slash");
        } else if (path.contains(" ")) {
            url.invalid("must not contain white-space");
        } else if (path.contains("//")) {
            url.invalid("must not contain double slash");
        } else if (star >= 0 && (star != path.length() - 1 || !path.endsWith("/*"))) {
            url.invalid("wildcard can only do suffix matching");
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String dangling(ObjectNode schema) {
        for (JsonNode condition : Tree.get(Tree.status(schema), "conditions")) {
            if (Tree.text(condition, "type").equals("Dangling")) {
                return Tree.text(condition, "status");
            }
        }
        return "?";
    }
}
