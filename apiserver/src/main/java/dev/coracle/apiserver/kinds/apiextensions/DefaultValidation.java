package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.cel.RuleSet;
import dev.coracle.apiserver.customresources.structural.Pruning;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.customresources.values.EmbeddedResources;
import dev.coracle.apiserver.customresources.values.ValueSchema;
import dev.coracle.apiserver.customresources.values.ValueValidation;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * That the defaults of a schema are what it allows: pruned, their embedded resources in order, of the right types, and in
 * keeping with the rules, which share one budget. Used once, for one schema, as upstream's {@code
 * defaulting.ValidateDefaults} (v1.36).
 */
final class DefaultValidation {
    private static final Set<String> RESOURCE_FIELDS = Set.of("metadata", "kind", "apiVersion");

    private long budget = RuleSet.BUDGET;

    private DefaultValidation() {}

    static void validate(Field schema) {
        new DefaultValidation().node(schema, null);
    }

    /** @param outer makes the resource whose type or metadata a value is a part of; null where it is a part of neither */
    private void node(Field schema, @Nullable UnaryOperator<JsonNode> outer) {
        boolean embedded = schema.flag("x-kubernetes-embedded-resource");
        UnaryOperator<JsonNode> resource = embedded ? null : outer;
        if (schema.has("default")) {
            value(schema, resource);
        }
        if (budget >= 0 && schema.at("items").node().isObject()) {
            node(
                    schema.at("items"),
                    inside(resource, item -> Tree.newObject().arrayNode().add(item)));
        }
        for (Field property : schema.at("properties").entries()) {
            if (budget < 0) {
                return;
            }
            String name = property.name();
            UnaryOperator<JsonNode> part = value -> Tree.newObject().set(name, value);
            UnaryOperator<JsonNode> below = embedded && RESOURCE_FIELDS.contains(name)
                    ? value -> typed((ObjectNode) part.apply(value))
                    : inside(resource, part);
            node(property, below);
        }
    }

    private static @Nullable UnaryOperator<JsonNode> inside(
            @Nullable UnaryOperator<JsonNode> resource, UnaryOperator<JsonNode> part) {
        return resource == null ? null : value -> resource.apply(part.apply(value));
    }

    /** A resource has a type, whatever the default at hand is of. */
    private static ObjectNode typed(ObjectNode resource) {
        Tree.setDefault(resource, "apiVersion", "validation/v1");
        Tree.setDefault(resource, "kind", "Validation");
        return resource;
    }

    private void value(Field schema, @Nullable UnaryOperator<JsonNode> resource) {
        Field at = schema.at("default");
        JsonNode value = at.node();
        Structural structural = Structural.inner(schema.node());
        FieldErrors embedded = new FieldErrors();
        if (resource == null) {
            JsonNode pruned = value.deepCopy();
            Pruning.prune(pruned, structural);
            if (!pruned.equals(value)) {
                at.invalid("must not have unknown fields");
            }
            EmbeddedResources.validate(value, structural, at.path(), embedded);
        } else {
            FieldErrors whole = new FieldErrors();
            EmbeddedResources.resource(resource.apply(value), Path.of(), whole);
            if (!whole.isEmpty()) {
                embedded.invalid(at.path(), value, "must result in valid metadata: " + whole);
            }
        }
        List<FieldError> found = embedded.isEmpty() ? types(schema.node(), value, at.path()) : embedded.all();
        found.forEach(at.errors()::add);
        if (found.isEmpty() && RuleSet.isRuled(schema.node())) {
            budget = RuleSet.of(structural).validateDefault(value, at.path().toString(), budget, at.errors());
        }
    }

    private static List<FieldError> types(JsonNode schema, JsonNode value, Path path) {
        return ValueValidation.validate(value, ValueSchema.of(schema)).stream()
                .map(error -> new FieldError(error.type(), below(path, error.field()), error.value(), error.detail()))
                .toList();
    }

    private static String below(Path path, String field) {
        if (field.equals("<nil>") || field.isEmpty()) {
            return path.toString();
        }
        return path + (field.startsWith("[") ? "" : ".") + field;
    }
}
