package dev.coracle.apiserver.schema;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A schema out of the catalogue: a definition, or a field's type with what is particular to the field. */
final class FieldSchema implements Schema {
    /**
     * What the file says of a type at a place.
     *
     * @param flags of {@link SchemaFormat}
     * @param root whether this is the definition itself, which reads its fields; every other use of it borrows them
     */
    record Shape(
            Type type,
            String definition,
            String format,
            String goType,
            int flags,
            @Nullable String mergeKey,
            boolean root) {}

    private final Shape shape;
    private final @Nullable FieldSchema items;
    private final SchemaCatalogue catalogue;
    private final Set<String> patchStrategies;
    private volatile @Nullable Map<String, Schema> fields;
    private volatile @Nullable Set<String> required;

    FieldSchema(Shape shape, @Nullable FieldSchema items, SchemaCatalogue catalogue) {
        this.shape = shape;
        this.items = items;
        this.catalogue = catalogue;
        boolean merge = (shape.flags & SchemaFormat.MERGE) != 0;
        boolean retainKeys = (shape.flags & SchemaFormat.RETAIN_KEYS) != 0;
        this.patchStrategies = merge
                ? (retainKeys ? Set.of("merge", "retainKeys") : Set.of("merge"))
                : (retainKeys ? Set.of("retainKeys") : Set.of());
    }

    static FieldSchema definition(String name, SchemaCatalogue catalogue) {
        return new FieldSchema(new Shape(Type.OBJECT, name, "", "", 0, null, true), null, catalogue);
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
        return shape.mergeKey;
    }

    @Override
    public boolean dropsZero() {
        return (shape.flags & SchemaFormat.PLAIN_ZERO) != 0
                || ((shape.type == Type.ARRAY || shape.type == Type.MAP) && !isRequired());
    }

    private boolean isRequired() {
        return (shape.flags & SchemaFormat.REQUIRED) != 0;
    }

    @Override
    public String goType() {
        return shape.goType.isEmpty() ? GoTypes.of(this) : shape.goType;
    }

    @Override
    public String toString() {
        return shape.definition.isEmpty() ? shape.type.toString() : shape.definition;
    }
}
