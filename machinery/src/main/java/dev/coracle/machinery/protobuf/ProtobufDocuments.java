package dev.coracle.machinery.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.schema.Schemas;
import java.util.List;
import java.util.Optional;

/** Whole documents that say what they are: objects, lists, a Status, discovery. Immutable. */
public final class ProtobufDocuments {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.";

    private final Schemas schemas;
    private final ProtobufWriter writer;

    public ProtobufDocuments(Schemas schemas, ProtobufWriter writer) {
        this.schemas = schemas;
        this.writer = writer;
    }

    public ProtobufWriter writer() {
        return writer;
    }

    /**
     * A document in its envelope.
     *
     * @param document with kind and apiVersion
     * @throws ApiException 406 when its kind has no protobuf form
     */
    public byte[] encode(JsonNode document) {
        String apiVersion = document.path("apiVersion").asText("v1");
        String kind = document.path("kind").asText();
        String definition = definition(GroupVersion.parse(apiVersion), kind)
                .orElseThrow(() -> ApiException.notAcceptable("object " + kind
                        + " does not implement the protobuf marshalling interface and cannot be encoded to a protobuf"
                        + " message"));
        return Envelope.around(apiVersion, kind, writer.message(document, definition));
    }

    private Optional<String> definition(GroupVersion version, String kind) {
        Optional<String> known = schemas.of(new GroupVersionKind(version.group(), version.version(), kind))
                .map(Schema::name);
        if (known.isPresent()) {
            return known.filter(writer::writes);
        }
        int dot = version.group().indexOf('.');
        String shortGroup = dot < 0 ? version.group() : version.group().substring(0, dot);
        return List.of(
                        META + version.version() + "." + kind,
                        META + "v1." + kind,
                        "io.k8s.api." + shortGroup + "." + version.version() + "." + kind)
                .stream()
                .filter(writer::writes)
                .findFirst();
    }
}
