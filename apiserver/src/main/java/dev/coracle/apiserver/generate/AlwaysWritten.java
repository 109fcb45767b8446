package dev.coracle.apiserver.generate;

import dev.coracle.apiserver.schema.Schema;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields Go writes even when nobody set them: those not marked {@code omitempty}, which the models call required,
 * and structs that are no pointers, as the metadata, spec and status of every kind are. {@code always.table} names the
 * others. Confined to one run of the generator.
 */
final class AlwaysWritten {
    private static final Set<String> METADATA =
            Set.of("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta");
    private static final Set<String> PARTS = Set.of("spec", "status");

    private final Set<String> named;
    private final Set<String> unseen;

    private AlwaysWritten(Set<String> named) {
        this.named = named;
        this.unseen = new TreeSet<>(named);
    }

    static AlwaysWritten read() throws IOException {
        return new AlwaysWritten(Set.copyOf(Tables.lines("always.table")));
    }

    boolean contains(Definition definition, FieldDefinition field) {
        String key = ModelReader.shortName(definition.name()) + "." + field.name();
        unseen.remove(key);
        TypeDefinition type = field.type();
        return field.required()
                || named.contains(key)
                || METADATA.contains(type.reference())
                || (definition.kind() != null && type.type() == Schema.Type.OBJECT && PARTS.contains(field.name()));
    }

    /** Fails when the table names what there is not. */
    void checkAllSeen() {
        if (!unseen.isEmpty()) {
            throw new IllegalStateException("always.table names fields that do not exist: " + unseen);
        }
    }
}
