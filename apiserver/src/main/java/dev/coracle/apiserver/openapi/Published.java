package dev.coracle.apiserver.openapi;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.openapi.Version2Messages;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.text.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * All documents of one state of what is served. Those of version 2 are made when first asked for, which few clients do;
 * they are guarded by the monitor, everything else is immutable.
 */
final class Published {
    private static final String JSON = "application/json";
    private static final String ROOT = "/openapi/v3/";

    private final BuiltInDocuments builtIn;
    private final Map<GroupVersion, CustomDocument> custom;
    private final Map<String, CustomDocument> documents = new TreeMap<>();
    private final NavigableMap<String, String> hashes = new TreeMap<>();
    private final Document index;
    private @Nullable Document version2Json;
    private @Nullable Document version2Message;

    Published(BuiltInDocuments builtIn, Map<GroupVersion, CustomDocument> custom) {
        this.builtIn = builtIn;
        this.custom = Map.copyOf(custom);
        hashes.putAll(builtIn.hashes());
        this.custom.forEach((version, each) -> {
            String path = "apis/" + version;
            documents.put(path, each);
            hashes.put(path, each.document().etag().orElseThrow().replace("\"", ""));
        });
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode paths = root.putObject("paths");
        hashes.forEach((path, hash) -> paths.putObject(path).put("serverRelativeURL", address(path, hash)));
        this.index = Document.plain("text/plain; charset=utf-8", root.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String address(String path, String hash) {
        return ROOT + path + "?hash=" + hash;
    }

    Map<GroupVersion, CustomDocument> custom() {
        return custom;
    }

    Document index() {
        return index;
    }

    /** The hash of a path's document; empty when there is none. */
    String hash(String path) {
        return hashes.getOrDefault(path, "");
    }

    @Nullable
    Document document(String path) {
        CustomDocument document = documents.get(path);
        return document == null ? builtIn.document(path) : document.document();
    }

    /** The same as a message. */
    @Nullable
    Document message(String path) {
        CustomDocument document = documents.get(path);
        return document == null ? builtIn.message(path) : document.message();
    }

    synchronized Document version2Json() {
        Document document = version2Json;
        if (document == null) {
            document = custom.isEmpty()
                    ? builtIn.version2Json()
                    : Document.compressed(JSON, Gzip.of(this::mergeInto), version2Hash());
            version2Json = document;
        }
        return document;
    }

    synchronized Document version2Message(String mediaType) {
        Document document = version2Message;
        if (document == null) {
            document = builtIn.version2Message(mediaType);
            if (!custom.isEmpty()) {
                byte[] known = document.body();
                document = Document.compressed(
                        mediaType,
                        Gzip.of(out -> {
                            out.write(known);
                            out.write(new Version2Messages().write(additions()));
                        }),
                        version2Hash());
            }
            version2Message = document;
        }
        return document;
    }

    /** Version 2 changes exactly when a document of version 3 does. */
    private String version2Hash() {
        StringBuilder all = new StringBuilder(builtIn.version2Hash());
        documents
                .keySet()
                .forEach(path -> all.append(' ').append(path).append(' ').append(hash(path)));
        return ContentHash.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode additions() {
        ObjectNode paths = JsonNodeFactory.instance.objectNode();
        ObjectNode definitions = JsonNodeFactory.instance.objectNode();
        custom.values().forEach(document -> document.addTo(paths, definitions));
        ObjectNode additions = JsonNodeFactory.instance.objectNode();
        additions.set("paths", paths);
        additions.set("definitions", definitions);
        return additions;
    }

    /** The built-in document, with the additions where the order of names wants them; it is never a tree in memory. */
    private void mergeInto(GZIPOutputStream out) throws IOException {
        ObjectNode additions = additions();
        byte[] known = builtIn.version2Json().gzip().orElseThrow();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(known));
                JsonParser parser = JsonCodec.parser(in);
                JsonGenerator generator = JsonCodec.generator(out)) {
            parser.nextToken();
            generator.writeStartObject();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                generator.writeFieldName(field);
                parser.nextToken();
                if (additions.has(field)) {
                    merge(parser, generator, additions.get(field));
                } else {
                    generator.copyCurrentStructure(parser);
                }
            }
            generator.writeEndObject();
        }
    }

    private static void merge(JsonParser parser, JsonGenerator generator, JsonNode additions) throws IOException {
        NavigableMap<String, JsonNode> waiting = new TreeMap<>();
        additions.properties().forEach(field -> waiting.put(field.getKey(), field.getValue()));
        generator.writeStartObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            write(waiting.headMap(name, false), generator);
            generator.copyCurrentEvent(parser);
            parser.nextToken();
            generator.copyCurrentStructure(parser);
        }
        write(waiting, generator);
        generator.writeEndObject();
    }

    private static void write(Map<String, JsonNode> fields, JsonGenerator generator) throws IOException {
        for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
            generator.writeFieldName(field.getKey());
            generator.writeTree(field.getValue());
        }
        fields.clear();
    }
}
