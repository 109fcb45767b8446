package dev.coracle.machinery.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.gotext.Utf8;
import dev.coracle.machinery.protobuf.ProtobufTable;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.schema.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns bodies into objects of the kind that is wanted, or says in upstream's words why that is none: {@link SchemaReader} reads,
 * {@link KindCheck} tells kinds. May be used by any thread.
 */
public final class ObjectDecoder {
    private static final String CONVERTING = "error converting YAML to JSON: ";

    private final Schemas schemas;
    private final KindCheck kinds;
    private final SchemaReader reader;

    /**
     * Decodes bodies of these kinds.
     *
     * @param fieldNumbers what protobuf is read by; asked for with the first such body
     */
    public ObjectDecoder(Schemas schemas, Supplier<ProtobufTable> fieldNumbers) {
        this.reader = new SchemaReader(fieldNumbers);
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
        DecodeErrors findings = new DecodeErrors();
        ObjectNode object;
        try {
            object = reader.read(body, format, target, findings);
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
        DecodeErrors findings = new DecodeErrors();
        try {
            ObjectNode unused = reader.read(body, format, new DecodeTarget(actual, schema.get()), findings);
        } catch (MalformedException e) {
            throw unrecognized(e.getMessage(), body, target);
        }
        String error = findings.error();
        if (error != null) {
            throw cannotBeHandled(actual, target, error);
        }
    }

    /**
     * Decodes options such as those of a delete, which upstream does with less ado: every version has them, and its errors
     * are handed on as they are.
     *
     * @throws ApiException 400 when they are malformed, of another kind, or do not fit their schema
     */
    public ObjectNode options(byte[] body, BodyFormat format, DecodeTarget target) {
        DecodeErrors findings = new DecodeErrors();
        ObjectNode object;
        try {
            object = reader.read(body, format, target, findings);
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
            JsonNode tree, DecodeTarget target, FieldValidation validation, List<String> found, RejectedPatch shown) {
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
        DecodeErrors findings = shown.findings();
        ObjectNode object;
        try {
            object = SchemaReader.fit(
                    tree, typed ? schemas.of(actual).orElse(target.schema()) : target.schema(), findings);
        } catch (MalformedException e) {
            throw shown.refuse(SchemaReader.prefixed(e.getMessage()));
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
        DecodeErrors findings = new DecodeErrors();
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

    private static JsonNode readYaml(byte[] body, DecodeErrors findings) throws MalformedException {
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

    private static ApiException cannotBeHandled(GroupVersionKind actual, DecodeTarget target, String error) {
        return ApiException.badRequest(actual.kind() + " in version \"" + actual.version()
                + "\" cannot be handled as a " + target.kind().kind() + ": " + error);
    }

    private static ApiException unrecognized(@Nullable String error, byte[] body, DecodeTarget target) {
        return ApiException.badRequest("the object provided is unrecognized (must be of type "
                + target.kind().kind() + "): " + error + " (" + Summary.of(body) + ")");
    }
}
