package dev.coracle.apiserver.openapi;

import dev.coracle.apiserver.discovery.Document;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.openapi.Version3Messages;
import dev.coracle.machinery.schema.GroupVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI as upstream serves it, versions 3 and 2: the documents of the build, and those of the custom resources that are
 * served now. Asking may have to make documents, which takes its time: not for event loops. Safe for any thread; documents
 * are made under the monitor, once for each change of a definition, by who asks first.
 */
public final class OpenApi {
    /** What the message form is called: the first as it is answered, the second as clients ask for it. */
    private static final List<String> V2_MESSAGES = List.of(
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");

    private static final List<String> V3_MESSAGES =
            List.of(Version3Messages.MEDIA_TYPE, "application/com.github.proto-openapi.spec.v3@v1.0+protobuf");

    private final BuiltInDocuments builtIn;
    private final Supplier<List<Resource>> resources;
    private volatile @Nullable Made made;

    /** What was made of a list of resources. */
    private record Made(List<Resource> resources, Published published) {}

    private OpenApi(BuiltInDocuments builtIn, Supplier<List<Resource>> resources) {
        this.builtIn = builtIn;
        this.resources = resources;
    }

    /**
     * Reads what the build has written.
     *
     * @param resources what is served: the same list until something changes
     */
    public static OpenApi load(Supplier<List<Resource>> resources) {
        return new OpenApi(BuiltInDocuments.load(), resources);
    }

    /** {@code /openapi/v3}. */
    public Document index() {
        return published().index();
    }

    private static boolean isJson(String type) {
        return type.equals("*/*") || type.equals("application/*") || type.equals("application/json");
    }

    /** A form of the documents of version 3. */
    public enum Form {
        JSON,
        MESSAGE
    }

    /**
     * The form of version 3 that a client likes best; empty when it takes none.
     *
     * @param accepted media types, the best first
     */
    public static Optional<Form> form(List<String> accepted) {
        for (String type : accepted) {
            if (isJson(type)) {
                return Optional.of(Form.JSON);
            }
            if (V3_MESSAGES.contains(type)) {
                return Optional.of(Form.MESSAGE);
            }
        }
        return Optional.empty();
    }

    /** {@link #document(String, String, Form)} as JSON. */
    public Optional<Document> document(String path, @Nullable String hash) {
        return document(path, hash, Form.JSON);
    }

    /**
     * The document of a group version, or of a path that names no resource.
     *
     * @param path what follows {@code /openapi/v3/}: {@code api/v1}, {@code apis/apps/v1}, {@code version}
     * @param hash the query parameter, which makes the answer immutable when it fits
     */
    public Optional<Document> document(String path, @Nullable String hash, Form form) {
        Published now = published();
        return Optional.ofNullable(form == Form.JSON ? now.document(path) : now.message(path))
                .map(document -> now.hash(path).equals(hash) ? document.forever() : document);
    }

    /**
     * Where a request with another hash is to be sent (301), as upstream does; empty when it may be answered as it is.
     */
    public Optional<String> redirect(String path, @Nullable String hash) {
        String current = published().hash(path);
        return current.isEmpty() || hash == null || hash.isEmpty() || hash.equals(current)
                ? Optional.empty()
                : Optional.of(Published.address(path, current));
    }

    /**
     * The one document of version 2, as JSON or as gnostic's message; empty for media types that are neither.
     *
     * @param accepted media types, the best first
     */
    public Optional<Document> version2(List<String> accepted) {
        for (String type : accepted) {
            if (isJson(type)) {
                return Optional.of(published().version2Json());
            }
            if (V2_MESSAGES.contains(type)) {
                return Optional.of(published().version2Message(V2_MESSAGES.get(0)));
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("ReferenceEquality") // another list is another state
    private Published published() {
        List<Resource> now = resources.get();
        Made last = made;
        if (last != null && last.resources() == now) {
            return last.published();
        }
        synchronized (this) {
            last = made;
            if (last != null && last.resources() == now) {
                return last.published();
            }
            // A list that is no longer the newest may be made last; whoever asks next sees that it is not its own.
            Published published =
                    publish(now, last == null ? Map.of() : last.published().custom());
            made = new Made(now, published);
            return published;
        }
    }

    private Published publish(List<Resource> now, Map<GroupVersion, CustomDocument> before) {
        Map<GroupVersion, List<Resource>> custom = new LinkedHashMap<>();
        for (Resource resource : now) {
            if (resource.isCustom()) {
                custom.computeIfAbsent(resource.stored().groupVersion(), version -> new ArrayList<>())
                        .add(resource);
            }
        }
        Map<GroupVersion, CustomDocument> documents = new HashMap<>();
        custom.forEach((version, list) -> {
            CustomDocument there = before.get(version);
            documents.put(
                    version,
                    there != null && there.isOf(list) ? there : CustomDocument.of(version, list, builtIn.shared()));
        });
        return new Published(builtIn, documents);
    }
}
