package dev.coracle.apiserver.cache;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.machinery.json.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes an object as the store keeps it: kind and apiVersion first, so that a list can leave them out without parsing;
 * its metadata in Go's order, with an empty {@code resourceVersion}; all else as it stands. Confined to one object.
 */
final class ObjectBytes {
    private static final String KIND = "kind";
    private static final String API_VERSION = "apiVersion";
    private static final String METADATA = "metadata";
    private static final String VERSION = "resourceVersion";

    /** ObjectMeta's fields as Go declares them, on this side of the resource version and beyond. */
    private static final List<String> BEFORE_VERSION;

    private static final List<String> AFTER_VERSION;
    private static final Set<String> KNOWN;

    static {
        KNOWN = SchemaCatalogue.load()
                .definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                .fields()
                .keySet();
        List<String> fields = new ArrayList<>(KNOWN);
        int version = fields.indexOf(VERSION);
        BEFORE_VERSION = List.copyOf(fields.subList(0, version));
        AFTER_VERSION = List.copyOf(fields.subList(version + 1, fields.size()));
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private final SerializerProvider serializers = JsonCodec.serializers();
    private final JsonGenerator generator;

    private ObjectBytes() throws IOException {
        generator = JsonCodec.generator(out);
    }

    /**
     * An object in bytes.
     *
     * @param offset at which the resource version is to be inserted
     */
    @SuppressWarnings("ArrayRecordComponent") // taken apart at once, never compared
    record Spliced(byte[] json, int offset) {}

    static Spliced write(ObjectNode object) {
        try {
            return new ObjectBytes().of(object);
        } catch (IOException e) {
            throw new UncheckedIOException("an object cannot be written as JSON", e);
        }
    }

    static ObjectNode parse(byte[] json) {
        try {
            return (ObjectNode) StoredTree.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored object is not JSON", e);
        }
    }

    private Spliced of(ObjectNode object) throws IOException {
        int offset = -1;
        generator.writeStartObject();
        field(KIND, object.get(KIND));
        field(API_VERSION, object.get(API_VERSION));
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String name = each.getKey();
            if (name.equals(METADATA)) {
                generator.writeFieldName(METADATA);
                offset = metadata(each.getValue());
            } else if (!name.equals(KIND) && !name.equals(API_VERSION)) {
                field(name, each.getValue());
            }
        }
        generator.writeEndObject();
        generator.close();
        if (offset < 0) {
            throw new IllegalArgumentException("an object without metadata cannot be stored");
        }
        return new Spliced(out.toByteArray(), offset);
    }

    private int metadata(JsonNode metadata) throws IOException {
        int written = metadata.has(VERSION) ? 1 : 0;
        generator.writeStartObject();
        for (String name : BEFORE_VERSION) {
            written += field(name, metadata.get(name));
        }
        generator.writeStringField(VERSION, "");
        generator.flush();
        int offset = out.size() - 1;
        for (String name : AFTER_VERSION) {
            written += field(name, metadata.get(name));
        }
        if (written < metadata.size()) {
            for (Map.Entry<String, JsonNode> each : metadata.properties()) {
                if (!KNOWN.contains(each.getKey())) {
                    field(each.getKey(), each.getValue());
                }
            }
        }
        generator.writeEndObject();
        return offset;
    }

    /** How many fields that were. */
    private int field(String name, @Nullable JsonNode value) throws IOException {
        if (value == null) {
            return 0;
        }
        generator.writeFieldName(name);
        value.serialize(generator, serializers);
        return 1;
    }
}
