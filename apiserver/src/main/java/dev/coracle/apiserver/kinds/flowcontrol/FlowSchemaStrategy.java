package dev.coracle.apiserver.kinds.flowcontrol;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import java.util.Comparator;
import java.util.List;

/** Flow schemas: which requests belong to which priority level. */
final class FlowSchemaStrategy implements Strategy {
    private static final int DEFAULT_PRECEDENCE = 1000;
    private static final int MAX_PRECEDENCE = 10000;
    private static final String EXEMPT = "exempt";
    private static final List<String> METHODS = List.of("ByNamespace", "ByUser");
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

    private static final FieldRule PRECEDENCE = field("matchingPrecedence")
            .when(value -> value.asLong(0) > 0, value -> value.invalid("must be a positive value"))
            .inRange(Long.MIN_VALUE, MAX_PRECEDENCE, "must not be greater than " + MAX_PRECEDENCE);
    private static final FieldRule SUBJECT = choice("kind")
            .when(
                    "ServiceAccount",
                    subject(
                            "serviceAccount",
                            "ServiceAccount",
                            all(
                                    FlowSchemaStrategy::accountName,
                                    field("namespace")
                                            .required("must specify namespace for service account")
                                            .dnsLabel())))
            .when("User", subject("user", "User", required("name")))
            .when("Group", subject("group", "Group", required("name")))
            .otherwise(field("kind").oneOf("Group", "ServiceAccount", "User"));
    private static final FieldRule RULE = all(
            field("subjects").required("subjects must contain at least one value"),
            each("subjects").to(SUBJECT),
            FlowSchemaStrategy::somewhere,
            each("resourceRules").to(FlowSchemaStrategy::resource),
            each("nonResourceRules").to(FlowSchemaStrategy::other));
    private static final FieldRule SPEC = all(
            field("distinguisherMethod")
                    .to(field("type").when(type -> METHODS.contains(type.asText("")), FlowSchemaStrategy::method)),
            spec -> spec.at("priorityLevelConfiguration", "name")
                    .requiredName(NameRule.DNS_SUBDOMAIN, "must reference a priority level"),
            each("rules").to(RULE));

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
        PRECEDENCE.check(spec);
        if (precedence.number() == 1 && !Tree.name(object).equals(EXEMPT)) {
            precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
        }
        SPEC.check(spec);
    }

    private static void method(Field type) {
        ObjectNode shown = Tree.newObject().put("Type", type.text());
        type.errors().notSupported(type.path(), shown, METHODS);
    }

    private static void somewhere(Field rule) {
        if (rule.isEmpty("resourceRules") && rule.isEmpty("nonResourceRules")) {
            rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
        }
    }

    private static void resource(Field rule) {
        verbs(rule.at("verbs"));
        words(rule.at("apiGroups"), "resource rules must supply at least one api group", "api groups");
        words(rule.at("resources"), "resource rules must supply at least one resource", "resources");
        namespaces(rule);
    }

    private static void other(Field rule) {
        Field urls = rule.at("nonResourceURLs");
        verbs(rule.at("verbs"));
        words(urls, "nonResourceURLs must contain at least one value", "non-resource URLs");
        if (!hasWildcard(urls)) {
            urls.each().forEach(FlowSchemaStrategy::url);
        }
    }

    /** A subject names what its kind says, and nothing else. */
    private static FieldRule subject(String name, String kind, FieldRule rule) {
        FieldRule own = field(name)
                .present(name + " is required when subject kind is '" + kind + "'")
                .to(rule);
        return all(
                own,
                others(name, "serviceAccount", "ServiceAccount"),
                others(name, "user", "User"),
                others(name, "group", "Group"));
    }

    private static FieldRule others(String own, String name, String kind) {
        return own.equals(name)
                ? subject -> {}
                : field(name).forbidden(name + " is forbidden when subject kind is not '" + kind + "'");
    }

    private static void accountName(Field account) {
        if (!account.text("name").equals("*")) {
            account.at("name").requiredName(NameRule.DNS_SUBDOMAIN);
        }
    }

    private static void verbs(Field verbs) {
        words(verbs, "verbs must contain at least one value", "verbs");
        if (!verbs.isEmpty() && !hasWildcard(verbs)) {
            for (JsonNode verb : verbs.node()) {
                if (!VERBS.contains(verb.asText())) {
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
                for (String message : NameRule.DNS_LABEL.check(namespace.text(), false)) {
                    namespace.invalid("each member of this list must be '*' or a DNS-1123 label; " + message);
                }
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
