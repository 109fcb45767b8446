package dev.coracle.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.openapi.Version3Messages;
import dev.coracle.machinery.text.TextTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The documents of built-in kinds, as the build has written them. Each is read when it is first asked for. */
final class BuiltInDocuments {
    private static final String JSON = "application/json";

    /** A generated document: where it is kept and what it hashes to. */
    private record Entry(String file, String hash) {}

    private final Map<String, Entry> entries;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private final Map<String, Document> messages = new ConcurrentHashMap<>();
    private volatile @Nullable JsonNode shared;

    private BuiltInDocuments(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Reads the list of documents. */
    static BuiltInDocuments load() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String line : TextTable.beside(BuiltInDocuments.class, "index.table")) {
            String[] words = line.split(" ", -1);
            entries.put(words[0], new Entry(words[1], words[2]));
        }
        return new BuiltInDocuments(entries);
    }

    /** The hash of each document by its path. */
    Map<String, String> hashes() {
        Map<String, String> hashes = new LinkedHashMap<>();
        entries.forEach((path, entry) -> hashes.put(path, entry.hash()));
        return hashes;
    }

    /** The document of a path in {@link #hashes}; null for any other. */
    @Nullable
    Document document(String path) {
        Entry entry = entries.get(path);
        return entry == null
                ? null
                : documents.computeIfAbsent(path, p -> Document.compressed(JSON, resource(entry.file()), entry.hash()));
    }

    /** The same as a message. */
    @Nullable
    Document message(String path) {
        Document document = document(path);
        return document == null ? null : messages.computeIfAbsent(path, p -> message(document));
    }

    /** The same document in the other form; it goes by the same hash. */
    static Document message(Document json) {
        return Document.compressed(
                Version3Messages.MEDIA_TYPE,
                Gzip.of(Version3Messages.write(json.body())),
                json.etag().orElseThrow().replace("\"", ""));
    }

    /** The document of version 2. */
    Document version2Json() {
        return documents.computeIfAbsent(
                "v2.json.gz", file -> Document.compressed(JSON, resource(file), version2Hash()));
    }

    /** The document of version 2 as a message. */
    Document version2Message(String mediaType) {
        return documents.computeIfAbsent(
                "v2.pb.gz", file -> Document.compressed(mediaType, resource(file), version2Hash()));
    }

    String version2Hash() {
        return new String(resource("v2.hash"), StandardCharsets.US_ASCII);
    }

    /** The schemas that documents of custom resources need, by name. */
    JsonNode shared() {
        JsonNode read = shared;
        if (read == null) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(resource("shared.json.gz")))) {
                read = JsonCodec.read(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            shared = read;
        }
        return read;
    }

    private static byte[] resource(String name) {
        try (InputStream in = BuiltInDocuments.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing: the module's process-classes phase writes it");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
