package dev.coracle.apiserver.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.discovery.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** OpenAPI v3 as upstream serves it. Safe for any thread. */
public final class OpenApi {
    private static final String JSON = "application/json";

    /** What the message form is called: the first as it is answered, the second as clients ask for it. */
    private static final List<String> V2_MESSAGES = List.of(
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");

    /** A generated document: where it is kept and what it hashes to. */
    private record Entry(String file, String hash) {}

    private final Map<String, Entry> entries;
    private final Document index;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    private OpenApi(Map<String, Entry> entries) {
        this.entries = entries;
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode paths = root.putObject("paths");
        entries.forEach((path, entry) ->
                paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + entry.hash()));
        this.index = Document.tagged(JSON, root.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the list of documents the build has written. */
    public static OpenApi load() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        String table = new String(resource("index.table"), StandardCharsets.UTF_8);
        for (String line : table.lines().toList()) {
            String[] words = line.split(" ", -1);
            entries.put(words[0], new Entry(words[1], words[2]));
        }
        return new OpenApi(entries);
    }

    /** {@code /openapi/v3}. */
    public Document index() {
        return index;
    }

    /**
     * A group version's document.
     *
     * @param path what follows {@code /openapi/v3/}: {@code api/v1}, {@code apis/apps/v1}
     * @param hash the query parameter, which makes the answer immutable when it fits
     */
    public Optional<Document> document(String path, @Nullable String hash) {
        Entry entry = entries.get(path);
        if (entry == null) {
            return Optional.empty();
        }
        Document document =
                documents.computeIfAbsent(path, p -> Document.compressed(JSON, resource(entry.file()), entry.hash()));
        return Optional.of(entry.hash().equals(hash) ? document.forever() : document);
    }

    /**
     * Where a request with another hash is to be sent (301), as upstream does; empty when it may be answered as it is.
     */
    public Optional<String> redirect(String path, @Nullable String hash) {
        Entry entry = entries.get(path);
        return entry == null || hash == null || hash.isEmpty() || hash.equals(entry.hash())
                ? Optional.empty()
                : Optional.of("/openapi/v3/" + path + "?hash=" + entry.hash());
    }

    /** The one document of version 2, as JSON or as gnostic's message; empty for a media type that is neither. */
    public Optional<Document> version2(String accept) {
        for (String choice : accept.isBlank() ? List.of("*/*") : List.of(accept.split(",", -1))) {
            String type = choice.split(";", -1)[0].strip();
            if (type.equals("*/*") || type.equals("application/*") || type.equals(JSON)) {
                return Optional.of(documents.computeIfAbsent(
                        "v2.json.gz", file -> Document.compressed(JSON, resource(file), version2Hash())));
            }
            if (V2_MESSAGES.contains(type)) {
                return Optional.of(documents.computeIfAbsent(
                        "v2.pb.gz", file -> Document.compressed(V2_MESSAGES.get(0), resource(file), version2Hash())));
            }
        }
        return Optional.empty();
    }

    private static String version2Hash() {
        return new String(resource("v2.hash"), StandardCharsets.US_ASCII);
    }

    private static byte[] resource(String name) {
        try (InputStream in = OpenApi.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing: the module's process-classes phase writes it");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
