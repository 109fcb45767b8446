package dev.coracle.apiserver.kinds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What binds an admission policy to parameters and resources. */
final class PolicyBindingStrategy implements RegistrationStrategy {
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");
    private static final List<String> NOT_FOUND_ACTIONS = List.of("Deny", "Allow");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text(
                    "PolicyName",
                    "PolicyName indicates the policy definition which the policy binding binded to",
                    "spec.policyName"),
            Columns.cell(
                    "ParamRef",
                    "string",
                    "ParamRef indicates the param resource which sets the configuration param",
                    PolicyBindingStrategy::parameter),
            Columns.AGED);

    private final boolean mutating;

    PolicyBindingStrategy(boolean mutating) {
        this.mutating = mutating;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        if (Tree.get(Tree.spec(object), "matchResources") instanceof ObjectNode match) {
            MatchRules.setDefaults(match, "resourceRules", "excludeResourceRules");
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        spec.at("policyName").requiredName(NameRule.DNS_SUBDOMAIN);
        if (spec.at("paramRef").isPresent()) {
            parameter(spec.at("paramRef"));
        }
        MatchRules.resources(spec.at("matchResources"));
        if (mutating) {
            MatchRules.mutable(spec.at("matchResources"));
        } else {
            actions(spec.at("validationActions"));
        }
    }

    private static void parameter(Field parameter) {
        Field name = parameter.at("name");
        Field selector = parameter.at("selector");
        if (!name.isEmpty()) {
            name.obeys(NameRule.PATH_SEGMENT);
            if (selector.isPresent()) {
                name.forbidden("name and selector are mutually exclusive");
            }
        }
        if (selector.isPresent()) {
            MatchRules.selector(selector);
            if (!name.isEmpty()) {
                selector.forbidden("name and selector are mutually exclusive");
            }
        }
        if (name.isEmpty() && !selector.isPresent()) {
            parameter.required("one of name or selector must be specified");
        }
        Field action = parameter.at("parameterNotFoundAction");
        if (action.isEmpty()) {
            action.required("");
        } else {
            action.oneOf(NOT_FOUND_ACTIONS);
        }
    }

    private static void actions(Field actions) {
        Set<String> seen = new HashSet<>();
        for (Field action : actions.each()) {
            action.oneOf(ACTIONS);
            if (!seen.add(action.text())) {
                action.duplicate();
            }
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            actions.invalid("must not contain both Deny and Warn (repeating the same validation failure information in"
                    + " the API response and headers serves no purpose)");
        }
        if (seen.isEmpty()) {
            actions.required("at least one validation action is required");
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String parameter(ObjectNode binding) {
        JsonNode parameter = Tree.get(Tree.spec(binding), "paramRef");
        String name = Tree.text(parameter, "name");
        if (!name.isEmpty()) {
            String namespace = Tree.text(parameter, "namespace");
            return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
        }
        return Tree.has(parameter, "selector") ? goText(Tree.get(parameter, "selector")) : Columns.UNSET;
    }

    /** Upstream prints the selector as its generated Go type does. */
    private static String goText(JsonNode selector) {
        StringBuilder out = new StringBuilder("&LabelSelector{MatchLabels:map[string]string{");
        Map<String, JsonNode> labels = new TreeMap<>();
        Tree.entries(Tree.get(selector, "matchLabels")).forEach(label -> labels.put(label.getKey(), label.getValue()));
        labels.forEach((key, value) ->
                out.append(key).append(": ").append(value.asText()).append(','));
        out.append("},MatchExpressions:[]LabelSelectorRequirement{");
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            List<String> values = new ArrayList<>();
            Tree.get(expression, "values").forEach(value -> values.add(value.asText()));
            out.append("LabelSelectorRequirement{Key:").append(Tree.text(expression, "key"));
            out.append(",Operator:").append(Tree.text(expression, "operator"));
            out.append(",Values:[").append(String.join(" ", values)).append("],},");
        }
        return out.append("},}").toString();
    }
}
