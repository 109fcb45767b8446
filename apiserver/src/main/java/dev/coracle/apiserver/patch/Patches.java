package dev.coracle.apiserver.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.schema.Schema;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.io.IOException;
import java.util.Map;

/** Applies a patch of any type. */
public final class Patches {
    /** Upstream's {@code maxJSONPatchOperations}. */
    private static final int MAX_OPERATIONS = 10_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Patches() {}

    /**
     * The object that {@code current} becomes.
     *
     * @param current a tree of the caller's own; it may be changed
     * @param schema how its lists merge; only for strategic patches
     * @throws ApiException 400 for a body that is no such patch, 413 for too many operations, 422 for one that does not
     *     apply
     */
    public static ObjectNode apply(PatchType type, byte[] body, ObjectNode current, Schema schema) {
        JsonNode patch = parse(body);
        JsonNode patched = switch (type) {
            case JSON -> jsonPatch(patch, current);
            case MERGE -> merge(current, requireObject(patch));
            case STRATEGIC -> new StrategicMerge().merge(current, requireObject(patch), schema);
            case APPLY -> throw new IllegalArgumentException("an apply needs to know who manages which field");
        };
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw doesNotApply();
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode patch = MAPPER.readTree(body);
            if (patch != null && !patch.isMissingNode()) {
                return patch;
            }
            throw ApiException.badRequest("error decoding patch: unexpected end of JSON input");
        } catch (JsonEOFException cutShort) {
            throw ApiException.badRequest("error decoding patch: unexpected end of JSON input");
        } catch (JsonProcessingException malformed) {
            throw ApiException.badRequest("error decoding patch: " + malformed.getOriginalMessage());
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    private static ObjectNode requireObject(JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("error decoding patch: json: cannot unmarshal "
                + patch.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
                + " into Go value of type map[string]interface {}");
    }

    private static JsonNode jsonPatch(JsonNode patch, ObjectNode current) {
        if (!patch.isArray()) {
            throw ApiException.badRequest("error decoding patch: json: cannot unmarshal "
                    + patch.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
                    + " into Go value of type []handlers.jsonPatchOp");
        }
        if (patch.size() > MAX_OPERATIONS) {
            throw ApiException.tooLarge(
                    "The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS + ", got " + patch.size());
        }
        try {
            JsonNode patched = current;
            for (JsonNode operation : patch) {
                requireTarget(operation, patched);
                patched =
                        JsonPatch.apply(JsonNodeFactory.instance.arrayNode().add(adding(operation, patched)), patched);
            }
            return patched;
        } catch (JsonPatchException | IllegalArgumentException failed) {
            throw doesNotApply();
        }
    }

    /** Upstream's library replaces a member that is not there by adding it. */
    private static JsonNode adding(JsonNode operation, JsonNode document) {
        String path = operation.path("path").asText();
        int last = path.lastIndexOf('/');
        boolean adds = operation.path("op").asText().equals("replace")
                && last >= 0
                && document.at(path).isMissingNode()
                && document.at(path.substring(0, last)).isObject();
        return adds ? ((ObjectNode) operation.deepCopy()).put("op", "add") : operation;
    }

    /** The library lets the removal of what is not there pass; RFC 6902 and upstream do not. */
    private static void requireTarget(JsonNode operation, JsonNode document) {
        if (operation.path("op").asText().equals("remove")
                && document.at(operation.path("path").asText()).isMissingNode()) {
            throw doesNotApply();
        }
    }

    /** What upstream answers for a JSON patch whose test fails or whose path is not there. */
    static ApiException doesNotApply() {
        return ApiException.of(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                JsonNodeFactory.instance.objectNode());
    }

    /** RFC 7386, in place. */
    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode fields)) {
            return patch;
        }
        ObjectNode result = target instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                JsonNode before = result.get(field.getKey());
                result.set(
                        field.getKey(),
                        merge(before == null ? JsonNodeFactory.instance.nullNode() : before, field.getValue()));
            }
        }
        return result;
    }
}
