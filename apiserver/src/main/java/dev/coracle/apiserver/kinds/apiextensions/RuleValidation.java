package dev.coracle.apiserver.kinds.apiextensions;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.cel.Rule;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold of {@code x-kubernetes-validations}: their form, and that they compile. Stateless. */
final class RuleValidation {
    private static final FieldRule FORM = all(
            field("messageExpression")
                    .unlessEmpty()
                    .when(
                            text -> !text.asText("").isBlank(),
                            text -> text.required("messageExpression must be non-empty if specified")),
            field("reason")
                    .optional()
                    .oneOf("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"),
            field("fieldPath")
                    .unlessEmpty()
                    .matches(path -> !path.isBlank(), "must be non-empty if specified")
                    .matches(path -> !hasLineBreak(path), "must not contain line breaks"));

    private RuleValidation() {}

    /** The rules of a node of a schema. */
    static void form(Field schema) {
        for (Field rule : schema.each("x-kubernetes-validations")) {
            text(rule);
            FORM.check(rule);
            Field fieldPath = rule.at("fieldPath");
            if (!fieldPath.isEmpty()
                    && SchemaPaths.find(fieldPath.text(), schema.node()).isMissingNode()) {
                fieldPath.invalid("must be a valid path");
            }
        }
    }

    private static void text(Field rule) {
        String expression = rule.text("rule").strip();
        Field message = rule.at("message");
        if (expression.isEmpty()) {
            rule.at("rule").required("rule is not specified");
        } else if (!message.isEmpty() && message.text().isBlank()) {
            message.invalid("must be non-empty if specified");
        } else if (hasLineBreak(message.text().strip())) {
            message.invalid("must not contain line breaks");
        } else if (hasLineBreak(expression) && message.text().isBlank()) {
            message.required("message must be specified if rule contains line breaks");
        }
    }

    private static boolean hasLineBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    /** Whether the rules of a schema that is in order compile. */
    static void validate(Field schema) {
        if (schema.node().findValue("x-kubernetes-validations") != null) {
            RuleCosts costs = new RuleCosts(schema.path(), schema.errors());
            Structural root = Structural.root(schema.node(), Structural.ANYTHING);
            node(root, Place.root(schema.path()), schema.errors(), costs);
            costs.checkTotal();
        }
    }

    /**
     * Where in a schema a node is.
     *
     * @param uncorrelatable from where on there is no telling what a part was before; null when there is
     * @param cardinality how many values of the node one object can hold; negative when nothing says
     */
    private record Place(
            Path path, boolean isRoot, @Nullable Path uncorrelatable, long cardinality) {
        static Place root(Path path) {
            return new Place(path, true, null, 1);
        }

        Place child(Path at, @Nullable Path from, long factor) {
            long held = cardinality < 0 || factor < 0 ? -1 : RuleCosts.times(cardinality, factor);
            return new Place(at, false, from, held);
        }
    }

    /** How many values a container holds at most; negative when it does not say. */
    private static long bound(Structural schema, String field) {
        return Tree.has(schema.source(), field) ? Math.max(0, Tree.number(schema.source(), field)) : -1;
    }

    private static void node(Structural schema, Place place, FieldErrors errors, RuleCosts costs) {
        Path path = place.path();
        Path uncorrelatable = place.uncorrelatable();
        for (Map.Entry<String, Structural> property : schema.properties().entrySet()) {
            Path at = path.child("properties").key(property.getKey());
            node(property.getValue(), place.child(at, uncorrelatable, 1), errors, costs);
        }
        Structural additional = schema.additional();
        if (additional != null) {
            Path at = path.child("additionalProperties");
            node(additional, place.child(at, uncorrelatable, bound(schema, "maxProperties")), errors, costs);
        }
        Structural item = schema.item();
        if (item != null) {
            boolean correlates = schema.listType() == Schema.ListType.MAP;
            Path from = uncorrelatable == null && !correlates ? path : uncorrelatable;
            node(item, place.child(path.child("items"), from, bound(schema, "maxItems")), errors, costs);
        }
        if (!Tree.has(schema.source(), "x-kubernetes-validations")) {
            return;
        }
        List<Rule> rules = Rule.estimate(schema, place.isRoot());
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            Path at = path.child("x-kubernetes-validations").index(i);
            costs.rule(rule, place.cardinality(), at.child("rule"));
            if (!rule.rule().error().isEmpty()) {
                errors.invalid(
                        at.child("rule"), shown(rule.source()), rule.rule().error());
            }
            if (!rule.messageError().isEmpty()) {
                errors.invalid(at.child("messageExpression"), shown(rule.source()), rule.messageError());
            } else if (!Tree.text(rule.source(), "messageExpression").isEmpty()) {
                costs.message(rule, at.child("messageExpression"));
            }
            if (rule.usesOldSelf() && uncorrelatable != null) {
                errors.invalid(
                        at.child("rule"),
                        Tree.text(rule.source(), "rule"),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within " + uncorrelatable);
            } else if (!rule.usesOldSelf() && Tree.has(rule.source(), "optionalOldSelf")) {
                errors.invalid(
                        at.child("optionalOldSelf"),
                        Tree.flag(rule.source(), "optionalOldSelf"),
                        "may not be set if oldSelf is not used in rule");
            }
        }
    }

    /** A rule as upstream's internal type prints. */
    private static JsonNode shown(JsonNode rule) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("Rule", Tree.text(rule, "rule"));
        shown.put("Message", Tree.text(rule, "message"));
        shown.put("MessageExpression", Tree.text(rule, "messageExpression"));
        shown.set("Reason", rule.get("reason"));
        shown.put("FieldPath", Tree.text(rule, "fieldPath"));
        shown.set("OptionalOldSelf", rule.get("optionalOldSelf"));
        return shown;
    }
}
