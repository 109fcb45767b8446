package dev.coracle.apiserver.cache;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.machinery.json.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object as the store keeps it: kind and apiVersion first, so that a list can leave them out without parsing; its
 * metadata in Go's order, with an empty {@code resourceVersion}; all else as it stands.
 *
 * @param offset at which the resource version is to be inserted
 */
@SuppressWarnings("ArrayRecordComponent") // taken apart at once, never compared
record ObjectBytes(byte[] json, int offset) {
    private static final List<String> TYPE_FIELDS = List.of("kind", "apiVersion");
    private static final String VERSION = "resourceVersion";

    /** ObjectMeta's fields as Go declares them. */
    private static final Set<String> METADATA = SchemaCatalogue.load()
            .definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
            .fields()
            .keySet();

    static ObjectBytes of(ObjectNode object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        int offset = -1;
        try (JsonGenerator generator = JsonCodec.generator(out)) {
            generator.writeStartObject();
            for (String field : TYPE_FIELDS) {
                write(field, object.get(field), generator);
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (field.getKey().equals("metadata")) {
                    generator.writeFieldName("metadata");
                    offset = writeMetadata(field.getValue(), generator, out);
                } else if (!TYPE_FIELDS.contains(field.getKey())) {
                    write(field.getKey(), field.getValue(), generator);
                }
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an object cannot be written as JSON", e);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("an object without metadata cannot be stored");
        }
        return new ObjectBytes(out.toByteArray(), offset);
    }

    static ObjectNode parse(byte[] json) {
        return (ObjectNode) JsonCodec.parse(json);
    }

    private static int writeMetadata(JsonNode metadata, JsonGenerator generator, ByteArrayOutputStream out)
            throws IOException {
        int offset = -1;
        int known = 0;
        generator.writeStartObject();
        for (String field : METADATA) {
            JsonNode value = metadata.get(field);
            known += value == null ? 0 : 1;
            if (field.equals(VERSION)) {
                generator.writeStringField(VERSION, "");
                generator.flush();
                offset = out.size() - 1;
            } else {
                write(field, value, generator);
            }
        }
        if (known < metadata.size()) {
            for (Map.Entry<String, JsonNode> field : metadata.properties()) {
                if (!METADATA.contains(field.getKey())) {
                    write(field.getKey(), field.getValue(), generator);
                }
            }
        }
        generator.writeEndObject();
        return offset;
    }

    private static void write(String field, @Nullable JsonNode value, JsonGenerator generator) throws IOException {
        if (value != null) {
            generator.writeFieldName(field);
            generator.writeTree(value);
        }
    }
}
