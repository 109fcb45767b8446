package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@code JSONSchemaProps} node, read once. Immutable, but for what is made when first needed. */
public final class ValueSchema {
    final List<String> types;
    final boolean nullable;
    final String format;
    final @Nullable Double maximum;
    final @Nullable Double minimum;
    final boolean exclusiveMaximum;
    final boolean exclusiveMinimum;
    final @Nullable Double multipleOf;
    final long minLength;
    final long maxLength;
    final long minItems;
    final long maxItems;
    final long minProperties;
    final long maxProperties;
    final boolean uniqueItems;
    final String pattern;
    final List<JsonNode> enumeration;
    private final Set<Comparable<?>> allowed = new HashSet<>();
    final List<String> required;
    final List<ValueSchema> allOf;
    final List<ValueSchema> anyOf;
    final List<ValueSchema> oneOf;
    final @Nullable ValueSchema not;
    final Map<String, ValueSchema> properties;
    final @Nullable ValueSchema additional;
    final boolean forbidsAdditional;
    final @Nullable ValueSchema items;
    private volatile @Nullable Compiled compiled;
    private volatile @Nullable String supported;

    /** A pattern, or why it is none. */
    record Compiled(Optional<Pattern> pattern, String error) {}

    private ValueSchema(JsonNode schema) {
        String type = Tree.text(schema, "type");
        types = Tree.flag(schema, "x-kubernetes-int-or-string")
                ? List.of("integer", "string")
                : type.isEmpty() ? List.of() : List.of(type);
        nullable = Tree.flag(schema, "nullable");
        format = Formats.isKnown(types, Tree.text(schema, "format")) ? Tree.text(schema, "format") : "";
        maximum = number(schema, "maximum");
        minimum = number(schema, "minimum");
        exclusiveMaximum = Tree.flag(schema, "exclusiveMaximum");
        exclusiveMinimum = Tree.flag(schema, "exclusiveMinimum");
        multipleOf = number(schema, "multipleOf");
        minLength = Tree.get(schema, "minLength").asLong(-1);
        maxLength = Tree.get(schema, "maxLength").asLong(-1);
        minItems = Tree.get(schema, "minItems").asLong(-1);
        maxItems = Tree.get(schema, "maxItems").asLong(-1);
        minProperties = Tree.get(schema, "minProperties").asLong(-1);
        maxProperties = Tree.get(schema, "maxProperties").asLong(-1);
        uniqueItems = Tree.flag(schema, "uniqueItems");
        pattern = Tree.text(schema, "pattern");
        List<JsonNode> values = new ArrayList<>();
        Tree.get(schema, "enum").forEach(values::add);
        enumeration = List.copyOf(values);
        values.forEach(value -> allowed.add(Identity.of(value)));
        List<String> names = new ArrayList<>();
        Tree.get(schema, "required").forEach(name -> names.add(name.asText()));
        required = List.copyOf(names);
        allOf = list(Tree.get(schema, "allOf"));
        anyOf = list(Tree.get(schema, "anyOf"));
        oneOf = list(Tree.get(schema, "oneOf"));
        not = optional(Tree.get(schema, "not"));
        Map<String, ValueSchema> children = new LinkedHashMap<>();
        Tree.entries(Tree.get(schema, "properties"))
                .forEach(child -> children.put(child.getKey(), new ValueSchema(child.getValue())));
        properties = Collections.unmodifiableMap(children);
        JsonNode rest = Tree.get(schema, "additionalProperties");
        additional = optional(rest);
        forbidsAdditional = rest.isBoolean() && !rest.booleanValue();
        items = optional(Tree.get(schema, "items"));
    }

    /** Reads {@code JSONSchemaProps}. */
    public static ValueSchema of(JsonNode schema) {
        return new ValueSchema(schema);
    }

    private static @Nullable ValueSchema optional(JsonNode schema) {
        return schema.isObject() ? new ValueSchema(schema) : null;
    }

    private static List<ValueSchema> list(JsonNode schemas) {
        List<ValueSchema> list = new ArrayList<>();
        schemas.forEach(schema -> list.add(new ValueSchema(schema)));
        return List.copyOf(list);
    }

    private static @Nullable Double number(JsonNode schema, String field) {
        return Tree.get(schema, field).isNumber() ? schema.get(field).doubleValue() : null;
    }

    /** The schema of one property; null when there is none. */
    public @Nullable ValueSchema property(String name) {
        return properties.get(name);
    }

    /** Whether an enumeration has the value. */
    boolean allows(JsonNode value) {
        return allowed.contains(Identity.of(value));
    }

    /** What a refusal says of an enumeration. */
    String supportedValues() {
        String made = supported;
        if (made == null) {
            made = enumeration.stream()
                    .map(value -> ValueErrors.quoted(value.isTextual() ? value.textValue() : value.toString()))
                    .collect(Collectors.joining(", ", "supported values: ", ""));
            supported = made;
        }
        return made;
    }

    Compiled compiled() {
        Compiled made = compiled;
        if (made == null) {
            try {
                made = new Compiled(Optional.of(Pattern.compile(pattern)), "");
            } catch (PatternSyntaxException e) {
                made = new Compiled(Optional.empty(), String.valueOf(e.getMessage()));
            }
            compiled = made;
        }
        return made;
    }
}
