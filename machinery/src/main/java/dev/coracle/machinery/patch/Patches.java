package dev.coracle.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.decode.FieldValidation;
import dev.coracle.machinery.decode.UntypedReader;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.gotext.GoMap;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies a patch of any type. */
public final class Patches {
    /** Upstream's {@code maxJSONPatchOperations}. */
    private static final int MAX_OPERATIONS = 10_000;

    private static final List<String> OPERATION_TEXTS = List.of("op", "path", "from");
    private static final Set<String> OPERATION_FIELDS = Set.of("op", "path", "from", "value");

    private Patches() {}

    /**
     * What becomes of {@code current}.
     *
     * @param current a tree of the caller's own, in Go's order; it is used up
     * @param schema how its lists merge; only for strategic patches
     * @param validation what is done about what is repeated in the patch; the caller does it
     * @throws ApiException 400 for a body that is no such patch, 413 for too many operations, 422 for one that does not
     *     apply
     */
    public static Patched apply(
            PatchType type, byte[] body, ObjectNode current, Schema schema, FieldValidation validation) {
        boolean strict = validation != FieldValidation.IGNORE;
        UntypedReader.Document patch = read(type, body, strict);
        return switch (type) {
            case JSON -> jsonPatch(patch, current, strict);
            case MERGE -> mergePatch(patch, current, strict);
            case STRATEGIC -> strategic(patch, body, current, schema, strict);
            case APPLY -> throw new IllegalArgumentException("an apply needs to know who manages which field");
        };
    }

    private static UntypedReader.Document read(PatchType type, byte[] body, boolean strict) {
        try {
            return UntypedReader.read(body);
        } catch (MalformedException e) {
            throw undecodable(type, strict, type == PatchType.MERGE && !strict ? "Invalid JSON Patch" : e.getMessage());
        }
    }

    private static ApiException undecodable(PatchType type, boolean strict, String why) {
        return ApiException.badRequest(strict && type != PatchType.STRATEGIC ? "error decoding patch: " + why : why);
    }

    private static Patched jsonPatch(UntypedReader.Document patch, ObjectNode current, boolean strict) {
        List<String> errors = new ArrayList<>();
        patch.repeated().forEach(error -> errors.add("json patch " + error));
        String wrong = checkOperations(patch.value(), strict, errors);
        if (!wrong.isEmpty()) {
            throw undecodable(PatchType.JSON, strict, "json: cannot unmarshal " + wrong);
        }
        if (patch.value().size() > MAX_OPERATIONS) {
            throw ApiException.tooLarge("Request entity too large: The allowed maximum operations in a JSON patch is "
                    + MAX_OPERATIONS + ", got " + patch.value().size());
        }
        JsonPatch at = new JsonPatch(current);
        JsonNode document = patch.value() instanceof ArrayNode operations ? at.apply(operations) : current;
        return Patched.document(document, strict ? errors : List.of(), at.entered());
    }

    /** The type error of a list that is no list of operations; empty when it is one. */
    private static String checkOperations(JsonNode patch, boolean strict, List<String> errors) {
        if (!patch.isArray()) {
            return patch.isNull()
                    ? ""
                    : JsonSyntax.typeOf(patch) + " into Go value of type "
                            + (strict ? "[]handlers.jsonPatchOp" : "jsonpatch.Patch");
        }
        String wrong = "";
        for (int i = 0; i < patch.size(); i++) {
            JsonNode operation = patch.get(i);
            if (!operation.isObject() && !operation.isNull() && wrong.isEmpty()) {
                wrong = JsonSyntax.typeOf(operation) + " into Go value of type "
                        + (strict ? "handlers.jsonPatchOp" : "jsonpatch.Operation");
            }
            for (Map.Entry<String, JsonNode> field : operation.properties()) {
                String name = field.getKey();
                JsonNode value = field.getValue();
                if (!OPERATION_FIELDS.contains(name)) {
                    errors.add("json patch unknown field \"[" + i + "]." + name + "\"");
                } else if (strict
                        && OPERATION_TEXTS.contains(name)
                        && !value.isTextual()
                        && !value.isNull()
                        && wrong.isEmpty()) {
                    wrong = JsonSyntax.typeOf(value) + " into Go struct field jsonPatchOp." + name + " of type string";
                }
            }
        }
        return wrong;
    }

    private static Patched mergePatch(UntypedReader.Document patch, ObjectNode current, boolean strict) {
        JsonNode value = patch.value();
        if (value instanceof ObjectNode fields) {
            MergePatch at = new MergePatch();
            return Patched.document(at.merge(current, fields), strict ? patch.repeated() : List.of(), at.entered());
        }
        if (strict && !value.isNull()) {
            throw undecodable(PatchType.MERGE, true, noMap(value));
        }
        if (!value.isArray()) {
            throw ApiException.badRequest("Invalid JSON Patch");
        }
        MergePatch.prune(value);
        return Patched.document(value, List.of(), Set.of());
    }

    private static Patched strategic(
            UntypedReader.Document patch, byte[] body, ObjectNode current, Schema schema, boolean strict) {
        ObjectNode fields;
        if (patch.value() instanceof ObjectNode object) {
            fields = object;
        } else if (patch.value().isNull()) {
            fields = JsonNodeFactory.instance.objectNode();
        } else {
            throw undecodable(PatchType.STRATEGIC, strict, noMap(patch.value()));
        }
        return new Patched(
                new StrategicMerge().merge(current, fields, schema),
                strict ? patch.repeated() : List.of(),
                () -> GoMap.of(read(PatchType.STRATEGIC, body, strict).value()));
    }

    private static String noMap(JsonNode value) {
        return "json: cannot unmarshal " + JsonSyntax.typeOf(value) + " into Go value of type map[string]interface {}";
    }

    /** What upstream answers for a JSON patch whose test fails or whose path is not there. */
    static ApiException doesNotApply() {
        return ApiException.of(
                StatusReason.INVALID,
                "the server rejected our request due to an error in our request",
                JsonNodeFactory.instance.objectNode());
    }
}
