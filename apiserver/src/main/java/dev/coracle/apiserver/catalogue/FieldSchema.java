package dev.coracle.apiserver.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.schema.SchemaFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A schema out of the catalogue: a definition, or a field's type with what is particular to the field. */
final class FieldSchema implements Schema {
    /**
     * What the file says of a type at a place.
     *
     * @param root whether this is the definition itself, which reads its fields; every other use of it borrows them
     */
    record Shape(Type type, String definition, String format, String goType, boolean root) {}

    /**
     * What is particular to a field.
     *
     * @param flags of {@link SchemaFormat}
     * @param mergeKey of strategic merge patch; empty when there is none
     * @param mapKeys of a list of type map, separated by commas
     * @param defaultValue as JSON; empty when there is none
     */
    record Rules(int flags, String mergeKey, String mapKeys, String defaultValue) {
        static final Rules NONE = new Rules(0, "", "", "");

        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /** Holds an object of any kind, or a part of one, which nobody here can look into. */
    private static final String RAW_EXTENSION = "io.k8s.apimachinery.pkg.runtime.RawExtension";

    /** A schema in a CustomResourceDefinition, and what begins the names of types that may be one or something else. */
    private static final String JSON_SCHEMA =
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    /** An empty list of managedFields is a request to forget them, and no list at all is none. */
    private static final String MANAGED_FIELDS_ENTRY = "io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry";

    private final Shape shape;
    private final Rules rules;
    private final @Nullable FieldSchema items;
    private final SchemaCatalogue catalogue;
    private final Set<String> patchStrategies;
    private final List<String> listMapKeys;
    private volatile @Nullable Map<String, Schema> fields;
    private volatile @Nullable Set<String> required;

    FieldSchema(Shape shape, Rules rules, @Nullable FieldSchema items, SchemaCatalogue catalogue) {
        this.shape = shape;
        this.rules = rules;
        this.items = items;
        this.catalogue = catalogue;
        this.listMapKeys = rules.mapKeys.isEmpty() ? List.of() : List.of(rules.mapKeys.split(",", -1));
        boolean merge = rules.has(SchemaFormat.MERGE);
        boolean retainKeys = rules.has(SchemaFormat.RETAIN_KEYS);
        this.patchStrategies = merge
                ? (retainKeys ? Set.of("merge", "retainKeys") : Set.of("merge"))
                : (retainKeys ? Set.of("retainKeys") : Set.of());
    }

    static FieldSchema definition(String name, SchemaCatalogue catalogue) {
        return new FieldSchema(new Shape(Type.OBJECT, name, "", "", true), Rules.NONE, null, catalogue);
    }

    @Override
    public Type type() {
        return shape.type;
    }

    @Override
    public String name() {
        return shape.definition;
    }

    @Override
    public String format() {
        return shape.format;
    }

    @Override
    public Map<String, Schema> fields() {
        Map<String, Schema> known = fields;
        if (known == null) {
            if (shape.type != Type.OBJECT) {
                known = Map.of();
            } else if (shape.root) {
                known = catalogue.readFields(shape.definition);
            } else {
                known = catalogue.definition(shape.definition).fields();
            }
            fields = known;
        }
        return known;
    }

    @Override
    public Set<String> required() {
        Set<String> known = required;
        if (known == null) {
            known = new LinkedHashSet<>();
            for (Map.Entry<String, Schema> field : fields().entrySet()) {
                if (((FieldSchema) field.getValue()).isRequired()) {
                    known.add(field.getKey());
                }
            }
            known = Set.copyOf(known);
            required = known;
        }
        return known;
    }

    @Override
    public @Nullable Schema items() {
        return items;
    }

    @Override
    public Set<String> patchStrategies() {
        return patchStrategies;
    }

    @Override
    public @Nullable String patchMergeKey() {
        return rules.mergeKey.isEmpty() ? null : rules.mergeKey;
    }

    @Override
    public boolean dropsZero() {
        if (rules.has(SchemaFormat.KEEPS_EMPTY)
                || (items != null && items.shape.definition.equals(MANAGED_FIELDS_ENTRY))) {
            return false;
        }
        return rules.has(SchemaFormat.PLAIN_ZERO)
                || ((shape.type == Type.ARRAY || shape.type == Type.MAP) && !isAlwaysWritten());
    }

    @Override
    public @Nullable Schema whenObject() {
        return shape.type == Type.ANY && shape.definition.startsWith(JSON_SCHEMA + "Or")
                ? catalogue.definition(JSON_SCHEMA)
                : null;
    }

    @Override
    public ListType listType() {
        if (rules.has(SchemaFormat.LIST_MAP)) {
            return ListType.MAP;
        }
        return rules.has(SchemaFormat.LIST_SET) ? ListType.SET : ListType.ATOMIC;
    }

    @Override
    public List<String> listMapKeys() {
        return listMapKeys;
    }

    @Override
    public boolean isAtomic() {
        return rules.has(SchemaFormat.ATOMIC)
                || (shape.type == Type.OBJECT && catalogue.isAtomic(shape.definition))
                || (shape.type == Type.ANY && shape.definition.equals(RAW_EXTENSION));
    }

    @Override
    public @Nullable JsonNode defaultValue() {
        if (!rules.defaultValue.isEmpty()) {
            return parse(rules.defaultValue);
        }
        if (!isRequired()) {
            return null;
        }
        return switch (shape.type) {
            case STRING -> shape.definition.isEmpty() ? TextNode.valueOf("") : null;
            case INTEGER, NUMBER -> IntNode.valueOf(0);
            case BOOLEAN -> BooleanNode.FALSE;
            default -> null;
        };
    }

    @Override
    public boolean isAlwaysWritten() {
        return rules.has(SchemaFormat.ALWAYS_WRITTEN);
    }

    @Override
    public boolean isWrittenAsNull() {
        return rules.has(SchemaFormat.ALWAYS_NULL);
    }

    private static JsonNode parse(String json) {
        try {
            return JsonCodec.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the default " + json + " is no JSON", e);
        }
    }

    private boolean isRequired() {
        return rules.has(SchemaFormat.REQUIRED);
    }

    @Override
    public String goType() {
        return shape.goType.isEmpty() ? Schema.super.goType() : shape.goType;
    }

    @Override
    public String toString() {
        return shape.definition.isEmpty() ? shape.type.toString() : shape.definition;
    }
}
