package dev.coracle.apiserver.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.protobuf.ProtobufException;
import dev.coracle.apiserver.protobuf.ProtobufReader;
import dev.coracle.apiserver.protobuf.ProtobufTable;
import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.schema.SchemaCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns bodies into object trees that fit their schema. Immutable, but for a table that is read when first needed. */
public final class ObjectDecoder {
    /** Nesting of a JSON body. Go allows 10,000; no object of the API comes near this. */
    private static final int MAX_DEPTH = 500;

    private final SchemaCatalogue schemas;
    private final JsonFactory json;
    private final KindCheck kinds;
    /** Made by the first protobuf body: most servers never see one. */
    private volatile @Nullable ProtobufReader protobuf;

    public ObjectDecoder(SchemaCatalogue schemas) {
        this.schemas = schemas;
        this.json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
        this.kinds = new KindCheck(schemas);
    }

    /** What a body of this kind is to be: for bodies that are no served resource's own, such as a Scale. */
    public DecodeTarget target(GroupVersionKind kind) {
        return new DecodeTarget(
                kind, schemas.of(kind).orElseThrow(() -> new IllegalArgumentException("no schema for " + kind)));
    }

    /**
     * Decodes a body.
     *
     * @throws ApiException 400 when it is malformed, of another kind, or does not fit its schema
     */
    public Decoded decode(byte[] body, BodyFormat format, DecodeTarget target, FieldValidation validation) {
        Findings findings = new Findings();
        ObjectNode object;
        try {
            object = switch (format) {
                case JSON -> readJson(body, target, findings);
                case YAML -> readYaml(body, target, findings);
                case PROTOBUF -> readProtobuf(body, target, findings);
            };
        } catch (MalformedException e) {
            throw unrecognized(e.getMessage(), body, target);
        }
        if (target.schema().isLenient()) {
            requireKind(object, body, target);
        }
        GroupVersionKind actual = KindCheck.kindOf(object, target.kind());
        kinds.check(actual, target, body);
        String error = findings.error();
        if (error != null) {
            throw cannotBeHandled(actual, target, error);
        }
        List<String> strict = strictErrors(findings, target);
        if (validation == FieldValidation.STRICT && !strict.isEmpty()) {
            throw cannotBeHandled(actual, target, "strict decoding error: " + String.join(", ", strict));
        }
        return new Decoded(object, validation == FieldValidation.WARN ? strict : List.of());
    }

    /**
     * Checks a tree that did not come out of {@link #decode}, such as a patched object.
     *
     * @return a new tree
     * @throws ApiException 422 when it does not fit
     */
    public Decoded check(ObjectNode tree, DecodeTarget target, FieldValidation validation, PatchShown shown) {
        Findings findings = new Findings();
        ObjectNode object = readTree(tree, target, findings);
        GroupVersionKind actual = KindCheck.kindOf(object, target.kind());
        if (!actual.kind().equals(target.kind().kind())) {
            throw shown.refuse("converting (" + actual.version() + "." + actual.kind() + ") to ("
                    + target.kind().version() + "." + target.kind().kind() + "): unknown conversion");
        }
        if (findings.error() != null) {
            throw shown.refuse(findings);
        }
        List<String> strict = strictErrors(findings, target);
        if (validation == FieldValidation.STRICT && !strict.isEmpty()) {
            throw shown.refuse("strict decoding error: " + String.join(", ", strict));
        }
        return new Decoded(object, validation == FieldValidation.WARN ? strict : List.of());
    }

    /**
     * Reads the body of an apply, which is YAML of any shape.
     *
     * @return the object as it stands there; a warning tells which keys are repeated
     * @throws ApiException 400 when it is malformed or no object
     */
    public Decoded configuration(byte[] body) {
        Findings findings = new Findings();
        try {
            JsonNode tree = new YamlReader(findings).read(body);
            if (tree.isNull()) {
                return new Decoded(JsonNodeFactory.instance.objectNode(), List.of());
            }
            if (!(tree instanceof ObjectNode object)) {
                throw new MalformedException("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                        + (tree.isArray()
                                ? "array"
                                : tree.isTextual() ? "string" : tree.isBoolean() ? "bool" : "number")
                        + " into Go value of type map[string]interface {}");
            }
            String repeated = String.join("\n", findings.strictErrors());
            int first = repeated.indexOf('\n') + 1;
            // Each finding names the whole document's fault; upstream names it once.
            String once =
                    repeated.substring(0, first) + repeated.substring(first).replace(repeated.substring(0, first), "");
            return new Decoded(object, repeated.isEmpty() ? List.of() : List.of(once));
        } catch (MalformedException e) {
            throw ApiException.badRequest("error decoding YAML: " + e.getMessage());
        }
    }

    private static List<String> strictErrors(Findings findings, DecodeTarget target) {
        return List.copyOf(target.schema().isLenient() ? findings.strictErrorsInOrder() : findings.strictErrors());
    }

    /** Upstream's decoder of untyped objects wants to be told the kind. */
    private static void requireKind(ObjectNode object, byte[] body, DecodeTarget target) {
        if (!object.path("kind").isTextual() || object.path("kind").textValue().isEmpty()) {
            throw unrecognized(
                    "Object 'Kind' is missing in '" + new String(body, StandardCharsets.UTF_8) + "'", body, target);
        }
        if (object.path("apiVersion").asText("").isEmpty()) {
            throw ApiException.badRequest("the API version in the data () does not match the expected API version ("
                    + target.kind().groupVersion() + ")");
        }
    }

    private ObjectNode readJson(byte[] body, DecodeTarget target, Findings findings) throws MalformedException {
        try (JsonParser parser = json.createParser(body)) {
            ObjectNode object = new TypedReader(parser, findings).read(target.schema());
            if (parser.nextToken() != null) {
                throw new MalformedException(parseError(body, "invalid data after top-level value"));
            }
            return orEmpty(object);
        } catch (MalformedException e) {
            throw new MalformedException(prefixed(e.getMessage()));
        } catch (JsonProcessingException e) {
            throw new MalformedException(prefixed(parseError(body, e.getOriginalMessage())));
        } catch (IOException e) {
            // Jackson reports what it cannot decode as UTF-8 this way; the source is an array, so nothing was read.
            throw new MalformedException(prefixed(parseError(body, String.valueOf(e.getMessage()))));
        }
    }

    private ObjectNode readProtobuf(byte[] body, DecodeTarget target, Findings findings) throws MalformedException {
        try {
            return readTree(protobuf().read(body, target.schema().name()), target, findings);
        } catch (ProtobufException e) {
            throw new MalformedException(e.getMessage());
        }
    }

    private ProtobufReader protobuf() {
        ProtobufReader reader = protobuf;
        if (reader == null) {
            reader = new ProtobufReader(ProtobufTable.load());
            protobuf = reader;
        }
        return reader;
    }

    private static String prefixed(@Nullable String error) {
        return "couldn't get version/kind; json parse error: " + error;
    }

    private static String parseError(byte[] body, String otherwise) {
        String error = GoSyntax.explain(body);
        return error == null ? otherwise : error;
    }

    private ObjectNode readYaml(byte[] body, DecodeTarget target, Findings findings) throws MalformedException {
        JsonNode tree = new YamlReader(findings).read(body);
        try (JsonParser parser = new TreeTraversingParser(tree)) {
            return orEmpty(new TypedReader(parser, findings).read(target.schema()));
        } catch (MalformedException e) {
            throw new MalformedException(prefixed(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("a tree cannot fail to be read", e);
        }
    }

    private static ObjectNode readTree(ObjectNode tree, DecodeTarget target, Findings findings) {
        try (JsonParser parser = new TreeTraversingParser(tree)) {
            return orEmpty(new TypedReader(parser, findings).read(target.schema()));
        } catch (MalformedException e) {
            throw ApiException.badRequest(prefixed(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("a tree cannot fail to be read", e);
        }
    }

    private static ObjectNode orEmpty(@Nullable ObjectNode object) {
        return object == null ? JsonNodeFactory.instance.objectNode() : object;
    }

    private static ApiException cannotBeHandled(GroupVersionKind actual, DecodeTarget target, String error) {
        return ApiException.badRequest(actual.kind() + " in version \"" + actual.version()
                + "\" cannot be handled as a " + target.kind().kind() + ": " + error);
    }

    private static ApiException unrecognized(@Nullable String error, byte[] body, DecodeTarget target) {
        return ApiException.badRequest("the object provided is unrecognized (must be of type "
                + target.kind().kind() + "): " + error + " (" + Summary.of(body) + ")");
    }
}
