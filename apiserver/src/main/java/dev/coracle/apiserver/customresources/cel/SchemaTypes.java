package dev.coracle.apiserver.customresources.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.coracle.apiserver.customresources.structural.Structural;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types of a schema, as CEL's checker knows them. Filled while the root type is made, then only read. */
@SuppressWarnings("Immutable") // not changed once it is made
final class SchemaTypes implements CelTypeProvider {
    private static final CelType METADATA = StructType.create(
            "ObjectMeta", ImmutableSet.of("name", "generateName"), field -> Optional.of(SimpleType.STRING));

    private final Map<String, CelType> structs = new LinkedHashMap<>();
    private final CelType root;

    SchemaTypes(Structural schema) {
        structs.put("ObjectMeta", METADATA);
        this.root = of(schema);
    }

    CelType root() {
        return root;
    }

    private CelType of(Structural schema) {
        return switch (schema.type()) {
            case STRING ->
                switch (schema.format()) {
                    case "byte" -> SimpleType.BYTES;
                    case "date", "date-time" -> SimpleType.TIMESTAMP;
                    case "duration" -> SimpleType.DURATION;
                    default -> SimpleType.STRING;
                };
            case INTEGER -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case ARRAY -> ListType.create(orDynamic(schema.item()));
            case MAP -> MapType.create(SimpleType.STRING, orDynamic(schema.additional()));
            case OBJECT -> struct(schema);
            default -> SimpleType.DYN;
        };
    }

    private CelType orDynamic(@Nullable Structural schema) {
        return schema == null || schema == Structural.ANYTHING ? SimpleType.DYN : of(schema);
    }

    @SuppressWarnings("Immutable") // nor are the fields of a type
    private CelType struct(Structural schema) {
        if (schema.properties().isEmpty() && schema.preservesUnknownFields() && !schema.isEmbeddedResource()) {
            return SimpleType.DYN;
        }
        String name = "Object" + structs.size();
        structs.put(name, SimpleType.DYN);
        Map<String, CelType> fields = new LinkedHashMap<>();
        schema.properties().forEach((field, child) -> {
            fields.put(FieldNames.escape(field), of(child));
            if (FieldNames.isSelectable(field)) {
                fields.put(field, fields.get(FieldNames.escape(field)));
            }
        });
        if (schema.isEmbeddedResource()) {
            fields.put("apiVersion", SimpleType.STRING);
            fields.put("kind", SimpleType.STRING);
            fields.put("metadata", METADATA);
        }
        CelType struct = StructType.create(
                name, ImmutableSet.copyOf(fields.keySet()), field -> Optional.ofNullable(fields.get(field)));
        structs.put(name, struct);
        return struct;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }
}
