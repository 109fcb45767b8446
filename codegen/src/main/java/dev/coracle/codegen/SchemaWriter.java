package dev.coracle.codegen;

import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.schema.SchemaFormat;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes definitions in {@link SchemaFormat}. */
final class SchemaWriter {
    private final Collection<Definition> definitions;
    private final Map<String, Integer> strings = new LinkedHashMap<>();

    SchemaWriter(Collection<Definition> definitions) {
        this.definitions = definitions;
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream bodies = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bodies);
        ByteArrayOutputStream indexBytes = new ByteArrayOutputStream();
        DataOutputStream index = new DataOutputStream(indexBytes);
        index.writeShort(definitions.size());
        List<Definition> kinds = new ArrayList<>();
        for (Definition definition : definitions) {
            index.writeShort(string(definition.name()));
            index.writeInt(bodies.size());
            writeFields(definition, body);
            if (definition.kind() != null) {
                kinds.add(definition);
            }
        }
        index.writeShort(kinds.size());
        for (Definition definition : kinds) {
            var kind = definition.kind();
            if (kind != null) {
                index.writeShort(string(kind.group()));
                index.writeShort(string(kind.version()));
                index.writeShort(string(kind.kind()));
                index.writeShort(string(definition.name()));
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeInt(SchemaFormat.MAGIC);
        out.writeShort(strings.size());
        for (String text : strings.keySet()) {
            out.writeUTF(text);
        }
        indexBytes.writeTo(out);
        bodies.writeTo(out);
        return file.toByteArray();
    }

    private void writeFields(Definition definition, DataOutputStream body) throws IOException {
        body.writeByte(definition.atomic() ? 1 : 0);
        body.writeShort(definition.fields().size());
        for (FieldDefinition field : definition.declared()) {
            FieldNotes notes = field.notes();
            String keys = notes.listMapKeys().isEmpty() && isMergedList(field)
                    ? notes.patchMergeKey()
                    : String.join(",", notes.listMapKeys());
            body.writeShort(string(field.name()));
            body.writeShort(flags(field, !keys.isEmpty()));
            body.writeShort(string(notes.patchMergeKey()));
            body.writeShort(string(keys));
            body.writeShort(string(notes.defaultValue()));
            writeType(field.type(), notes.goType(), notes.itemGoType(), body);
        }
    }

    private static int flags(FieldDefinition field, boolean keyed) {
        FieldNotes notes = field.notes();
        boolean set = notes.listType().equals("set") || (isMergedList(field) && !keyed);
        return (field.required() ? SchemaFormat.REQUIRED : 0)
                | (notes.patchStrategies().contains("merge") ? SchemaFormat.MERGE : 0)
                | (notes.patchStrategies().contains("retainKeys") ? SchemaFormat.RETAIN_KEYS : 0)
                | (notes.plainZero() ? SchemaFormat.PLAIN_ZERO : 0)
                | (notes.keepsEmpty() ? SchemaFormat.KEEPS_EMPTY : 0)
                | (set ? SchemaFormat.LIST_SET : 0)
                | (keyed ? SchemaFormat.LIST_MAP : 0)
                | (notes.atomicMap() ? SchemaFormat.ATOMIC : 0)
                | (notes.always() ? SchemaFormat.ALWAYS_WRITTEN : 0)
                | (notes.alwaysNull() ? SchemaFormat.ALWAYS_NULL : 0);
    }

    /** A list without a list type merges in server-side apply as it does in a strategic merge patch. */
    private static boolean isMergedList(FieldDefinition field) {
        return field.type().type() == Schema.Type.ARRAY
                && field.notes().listType().isEmpty()
                && field.notes().patchStrategies().contains("merge");
    }

    private void writeType(TypeDefinition type, String goType, String itemGoType, DataOutputStream body)
            throws IOException {
        body.writeByte(SchemaFormat.TYPES.indexOf(type.type()));
        body.writeShort(string(type.reference()));
        body.writeShort(string(type.format()));
        body.writeShort(string(goType));
        TypeDefinition items = type.items();
        if (type.type() == Schema.Type.ARRAY || type.type() == Schema.Type.MAP) {
            if (items == null) {
                throw new IllegalStateException("a container without items: " + type);
            }
            writeType(items, itemGoType, "", body);
        }
    }

    private int string(String text) {
        Integer known = strings.putIfAbsent(text, strings.size());
        int index = known == null ? strings.size() - 1 : known;
        if (index > 0xFFFF) {
            throw new IllegalStateException("more than 65536 strings");
        }
        return index;
    }
}
