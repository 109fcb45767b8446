package dev.coracle.apiserver.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.gotext.JsonSyntax;
import dev.coracle.apiserver.gotext.MalformedException;
import dev.coracle.apiserver.gotext.Utf8;
import dev.coracle.apiserver.protobuf.ProtobufException;
import dev.coracle.apiserver.protobuf.ProtobufReader;
import dev.coracle.apiserver.protobuf.ProtobufTable;
import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.schema.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns bodies into object trees that fit their schema. Immutable, but for a table that is read when first needed. */
public final class ObjectDecoder {
    private static final byte[] PROTOBUF_PREFIX = {'k', '8', 's', 0};
    private static final String CONVERTING = "error converting YAML to JSON: ";

    private final SchemaCatalogue schemas;
    private final KindCheck kinds;
    /** Made by the first protobuf body: most servers never see one. */
    private volatile @Nullable ProtobufReader protobuf;

    public ObjectDecoder(SchemaCatalogue schemas) {
        this.schemas = schemas;
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
            object = read(body, format, target, findings);
        } catch (MalformedException e) {
            byte[] text = format == BodyFormat.JSON ? Utf8.valid(body) : body;
            if (!Arrays.equals(text, body) && JsonSyntax.explain(text) == null) {
                return decode(text, format, target, validation);
            }
            throw unrecognized(e.getMessage(), body, target);
        }
        if (target.schema().isCustom()) {
            requireKind(object, body, target);
        }
        GroupVersionKind actual = KindCheck.kindOf(object, target.kind());
        if (!actual.equals(target.kind())) {
            checkAs(actual, body, format, target);
        }
        kinds.check(actual, target, body);
        String error = findings.error();
        if (error != null) {
            throw cannotBeHandled(actual, target, error);
        }
        boolean inOrder = target.schema().isCustom();
        if (validation == FieldValidation.STRICT && findings.isStrict()) {
            throw cannotBeHandled(
                    actual, target, "strict decoding error: " + String.join(", ", findings.strictErrors(inOrder)));
        }
        return new Decoded(object, validation == FieldValidation.WARN ? findings.warnings(inOrder) : List.of());
    }

    /** Upstream decodes what the body says it is before it asks whether that is wanted. */
    private void checkAs(GroupVersionKind actual, byte[] body, BodyFormat format, DecodeTarget target) {
        Optional<Schema> schema = target.schema().isCustom() ? Optional.empty() : schemas.of(actual);
        if (schema.isEmpty()) {
            return;
        }
        Findings findings = new Findings();
        try {
            ObjectNode unused = read(body, format, new DecodeTarget(actual, schema.get()), findings);
        } catch (MalformedException e) {
            throw unrecognized(e.getMessage(), body, target);
        }
        String error = findings.error();
        if (error != null) {
            throw cannotBeHandled(actual, target, error);
        }
    }

    private ObjectNode read(byte[] body, BodyFormat format, DecodeTarget target, Findings findings)
            throws MalformedException {
        return switch (format) {
            case JSON -> readJson(body, target, findings);
            case YAML -> readYaml(body, target, findings);
            case PROTOBUF -> readProtobuf(body, target, findings);
        };
    }

    /**
     * Decodes options such as those of a delete, which upstream does with less ado: every version has them, and its errors
     * are handed on as they are.
     *
     * @throws ApiException 400 when they are malformed, of another kind, or do not fit their schema
     */
    public ObjectNode options(byte[] body, BodyFormat format, DecodeTarget target) {
        Findings findings = new Findings();
        ObjectNode object;
        try {
            object = read(body, format, target, findings);
        } catch (MalformedException e) {
            throw ApiException.badRequest(e.getMessage());
        }
        GroupVersionKind actual = KindCheck.kindOf(object, target.kind());
        if (actual.version().indexOf('/') >= 0) {
            throw ApiException.badRequest("unexpected GroupVersion string: " + actual.groupVersion());
        }
        if (!actual.kind().equals(target.kind().kind())) {
            throw ApiException.badRequest(KindCheck.unregistered(actual));
        }
        String error = findings.error();
        if (error != null) {
            throw ApiException.badRequest(error);
        }
        return object;
    }

    /**
     * Checks a tree that did not come out of {@link #decode}, such as a patched object.
     *
     * @param found strict errors of whatever made the tree
     * @return a new tree
     * @throws ApiException 422 when it does not fit
     */
    public Decoded check(
            JsonNode tree, DecodeTarget target, FieldValidation validation, List<String> found, PatchShown shown) {
        if (shown.keepsKind() && tree instanceof ObjectNode object) {
            object.put("kind", target.kind().kind());
            object.put("apiVersion", target.kind().groupVersion().toString());
        }
        GroupVersionKind actual = KindCheck.kindOf(tree, target.kind());
        boolean typed = !target.schema().isCustom();
        String unknown = typed ? kinds.unknown(actual, target) : "";
        if (!unknown.isEmpty()) {
            throw shown.refuse(unknown);
        }
        Findings findings = shown.findings();
        ObjectNode object;
        try {
            object = readTree(tree, typed ? schemas.of(actual).orElse(target.schema()) : target.schema(), findings);
        } catch (MalformedException e) {
            throw shown.refuse(prefixed(e.getMessage()));
        }
        if (findings.error() != null) {
            throw shown.refuse(findings);
        }
        if (!actual.kind().equals(target.kind().kind())) {
            throw shown.refuse(KindCheck.inconvertible(actual, target));
        }
        List<String> strict = new ArrayList<>(found);
        strict.addAll(findings.strictErrors(target.schema().isCustom() || shown.keepsKind()));
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
            JsonNode tree = readYaml(body, findings);
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
            return new Decoded(
                    object,
                    findings.strictErrors(false).stream()
                            .map(repeated -> CONVERTING + repeated)
                            .toList());
        } catch (MalformedException e) {
            throw ApiException.badRequest("error decoding YAML: " + e.getMessage());
        }
    }

    private static JsonNode readYaml(byte[] body, Findings findings) throws MalformedException {
        try {
            return new YamlReader(findings).read(body);
        } catch (MalformedException e) {
            throw new MalformedException(CONVERTING + e.getMessage());
        }
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
        try (JsonParser parser = JsonBodies.parser(body)) {
            ObjectNode object = new TypedReader(parser, findings).read(target.schema());
            if (parser.nextToken() != null) {
                throw new MalformedException(JsonBodies.parseError(body, "invalid data after top-level value"));
            }
            return orEmpty(object);
        } catch (MalformedException e) {
            throw new MalformedException(prefixed(e.getMessage()));
        } catch (JsonProcessingException e) {
            throw new MalformedException(prefixed(JsonBodies.parseError(body, e.getOriginalMessage())));
        } catch (IOException e) {
            // Jackson reports what it cannot decode as UTF-8 this way; the source is an array, so nothing was read.
            throw new MalformedException(prefixed(JsonBodies.parseError(body, String.valueOf(e.getMessage()))));
        }
    }

    private ObjectNode readProtobuf(byte[] body, DecodeTarget target, Findings findings) throws MalformedException {
        if (body.length == 0) {
            throw new MalformedException("empty data");
        }
        if (Arrays.equals(body, PROTOBUF_PREFIX)) {
            throw new MalformedException("empty body");
        }
        try {
            return readTree(protobuf().read(body, target.schema().name()), target.schema(), findings);
        } catch (ProtobufException e) {
            String message = String.valueOf(e.getMessage());
            throw new MalformedException(message.contains("ended unexpectedly") ? "unexpected EOF" : message);
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

    private static ObjectNode readTree(JsonNode tree, Schema schema, Findings findings) throws MalformedException {
        try (JsonParser parser = new TreeTraversingParser(tree)) {
            return orEmpty(new TypedReader(parser, findings).read(schema));
        } catch (MalformedException e) {
            throw e;
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
