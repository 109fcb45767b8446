package dev.coracle.apiserver.customresources.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of a structural schema: {@code JSONSchemaProps} without the value validations, which {@link #source} still
 * holds. It is lenient: a value of another type than the schema's is kept as it is, for the validation to complain of.
 * Immutable; children are made with their parent, for a structural schema has no references.
 */
public final class Structural implements Schema {
    /** Anything at all, kept as it is. */
    public static final Structural ANYTHING = new Structural(
            JsonNodeFactory.instance.objectNode().put("x-kubernetes-preserve-unknown-fields", true), null);

    private static final Structural TEXT =
            new Structural(JsonNodeFactory.instance.objectNode().put("type", "string"), null);

    private final JsonNode source;
    private final Type type;
    private final boolean preserves;
    private final Map<String, Structural> properties;
    private final Map<String, Schema> fields;
    private final @Nullable Structural additional;
    private final @Nullable Structural items;
    private final @Nullable JsonNode defaultValue;
    private final int defaultLength;

    private Structural(JsonNode source, @Nullable Schema metadata) {
        this.source = source;
        this.preserves = Tree.flag(source, "x-kubernetes-preserve-unknown-fields");
        Map<String, Structural> children = new LinkedHashMap<>();
        Tree.entries(Tree.get(source, "properties"))
                .forEach(child -> children.put(child.getKey(), of(child.getValue(), metadata)));
        this.properties = Collections.unmodifiableMap(children);
        JsonNode rest = Tree.get(source, "additionalProperties");
        this.additional = rest.isObject() ? of(rest, metadata) : rest.asBoolean(false) ? ANYTHING : null;
        JsonNode item = Tree.get(source, "items");
        this.items = item.isObject() ? of(item, metadata) : null;
        this.type = type(source);
        this.defaultValue = Tree.has(source, "default") ? source.get("default") : null;
        this.defaultLength = defaultValue == null ? 0 : defaultValue.toString().length();
        this.fields = fields(source, metadata);
    }

    /**
     * The schema of a whole object.
     *
     * @param schema JSONSchemaProps
     * @param metadata the schema of ObjectMeta
     */
    public static Structural root(JsonNode schema, Schema metadata) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        Tree.entries(schema).forEach(field -> root.set(field.getKey(), field.getValue()));
        return new Structural(root.put("x-kubernetes-embedded-resource", true), metadata);
    }

    /** The schema of a part by itself. */
    public static Structural inner(JsonNode schema) {
        return new Structural(schema, null);
    }

    private static Structural of(JsonNode schema, @Nullable Schema metadata) {
        return new Structural(schema, metadata);
    }

    private static Type type(JsonNode source) {
        if (Tree.flag(source, "x-kubernetes-int-or-string")) {
            return Type.INT_OR_STRING;
        }
        return switch (Tree.text(source, "type")) {
            case "object" ->
                Tree.has(source, "additionalProperties") && Tree.isEmpty(source, "properties")
                        ? (Tree.get(source, "additionalProperties").isObject()
                                        || Tree.flag(source, "additionalProperties")
                                ? Type.MAP
                                : Type.OBJECT)
                        : Type.OBJECT;
            case "array" -> Tree.get(source, "items").isObject() ? Type.ARRAY : Type.ANY;
            case "string" -> Type.STRING;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            default -> Type.ANY;
        };
    }

    private Map<String, Schema> fields(JsonNode schema, @Nullable Schema metadata) {
        if (type != Type.OBJECT) {
            return Map.of();
        }
        Map<String, Schema> all = new LinkedHashMap<>(properties);
        if (Tree.flag(schema, "x-kubernetes-embedded-resource")) {
            all.put("apiVersion", TEXT);
            all.put("kind", TEXT);
            if (metadata != null) {
                all.put("metadata", metadata);
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /** The {@code JSONSchemaProps} this was made of. */
    public JsonNode source() {
        return source;
    }

    /** As {@link #source}, of the schema of a whole object: as the definition has it. */
    public JsonNode published() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        Tree.entries(source).forEach(field -> schema.set(field.getKey(), field.getValue()));
        schema.remove("x-kubernetes-embedded-resource");
        return schema;
    }

    @Override
    public Type type() {
        return type;
    }

    /** A custom resource's types have no names of their own. */
    @Override
    public String name() {
        return "";
    }

    @Override
    public String format() {
        return Tree.text(source, "format");
    }

    @Override
    public Map<String, Schema> fields() {
        return fields;
    }

    @Override
    public @Nullable Schema field(String name) {
        Schema field = fields.get(name);
        return field == null && (preserves || additional != null) && type == Type.OBJECT
                ? (additional == null ? ANYTHING : additional)
                : field;
    }

    /** What the schema itself says of properties; metadata and the type's name are not among them. */
    public Map<String, Structural> properties() {
        return properties;
    }

    /** Required fields are the validation's business, which words it its own way. */
    @Override
    public Set<String> required() {
        return Set.of();
    }

    @Override
    public @Nullable Structural items() {
        return type == Type.MAP ? additional : items;
    }

    /** The schema of properties that are not listed; null when there are to be none. */
    public @Nullable Structural additional() {
        return additional;
    }

    /** The schema of a list's items; null when the schema has none. */
    public @Nullable Structural item() {
        return items;
    }

    @Override
    public Set<String> patchStrategies() {
        return Set.of();
    }

    @Override
    public @Nullable String patchMergeKey() {
        return null;
    }

    @Override
    public ListType listType() {
        return switch (Tree.text(source, "x-kubernetes-list-type")) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
    }

    @Override
    public List<String> listMapKeys() {
        List<String> keys = new ArrayList<>();
        Tree.get(source, "x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
        return keys;
    }

    @Override
    public boolean isAtomic() {
        return Tree.text(source, "x-kubernetes-map-type").equals("atomic");
    }

    @Override
    public boolean isCustom() {
        return true;
    }

    @Override
    public @Nullable JsonNode defaultValue() {
        return defaultValue;
    }

    /** How many characters the default takes in JSON. */
    int defaultLength() {
        return defaultLength;
    }

    boolean isNullable() {
        return Tree.flag(source, "nullable");
    }

    public boolean preservesUnknownFields() {
        return preserves;
    }

    public boolean isEmbeddedResource() {
        return Tree.flag(source, "x-kubernetes-embedded-resource");
    }
}
