package dev.coracle.apiserver.cache;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.ClientJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Trees to bytes and back. The mapper keeps no names, so sharing it shares no state. */
final class Json {
    private static final ObjectMapper MAPPER = ClientJson.mapper();
    private static final List<String> TYPE_FIELDS = List.of("kind", "apiVersion");

    /** ObjectMeta's fields as Go declares them, on this side of the resource version and beyond. */
    private static final List<String> BEFORE_VERSION = List.of("name", "generateName", "namespace", "selfLink", "uid");

    private static final List<String> AFTER_VERSION = List.of(
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "labels",
            "annotations",
            "ownerReferences",
            "finalizers",
            "managedFields");

    private Json() {}

    static ObjectNode parse(byte[] json) {
        try {
            return (ObjectNode) StoredTree.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored object is not JSON", e);
        }
    }

    static byte[] bytes(ObjectNode object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new UncheckedIOException("an object cannot be written as JSON", e);
        }
    }

    /**
     * Writes an object, kind and apiVersion first, so that a list can leave them out without parsing; its metadata in Go's
     * order, with an empty {@code resourceVersion}.
     *
     * @return the bytes and the offset at which a resource version is to be inserted
     */
    static Spliced write(ObjectNode object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        int offset = -1;
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            generator.writeStartObject();
            for (String field : TYPE_FIELDS) {
                if (object.has(field)) {
                    generator.writeFieldName(field);
                    MAPPER.writeTree(generator, object.get(field));
                }
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (TYPE_FIELDS.contains(field.getKey())) {
                    continue;
                }
                generator.writeFieldName(field.getKey());
                if (field.getKey().equals("metadata")) {
                    offset = writeMetadata(generator, field.getValue(), out);
                } else {
                    MAPPER.writeTree(generator, field.getValue());
                }
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an object cannot be written as JSON", e);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("an object without metadata cannot be stored");
        }
        return new Spliced(out.toByteArray(), offset);
    }

    private static int writeMetadata(JsonGenerator generator, JsonNode metadata, ByteArrayOutputStream out)
            throws IOException {
        generator.writeStartObject();
        writeFields(generator, metadata, BEFORE_VERSION);
        generator.writeStringField("resourceVersion", "");
        generator.flush();
        int offset = out.size() - 1;
        writeFields(generator, metadata, AFTER_VERSION);
        generator.writeEndObject();
        return offset;
    }

    private static void writeFields(JsonGenerator generator, JsonNode metadata, List<String> fields)
            throws IOException {
        for (String field : fields) {
            JsonNode value = metadata.get(field);
            if (value != null) {
                generator.writeFieldName(field);
                MAPPER.writeTree(generator, value);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // taken apart at once, never compared
    record Spliced(byte[] json, int offset) {}
}
