package dev.coracle.apiserver.customresources.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.webhook.WebhookException;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a conversion webhook may not do to an object: change what it is, or anything of metadata but labels and annotations. */
final class ConvertedObject {
    private static final List<String> IDENTITY = List.of("name", "namespace", "uid");

    private ConvertedObject() {}

    /**
     * Reads one of the objects of an answer.
     *
     * @throws WebhookException in the words of Go's decoder
     */
    static ObjectNode read(JsonNode answered) {
        if (answered.isNull()) {
            throw new WebhookException("unexpected end of JSON input");
        }
        if (!(answered instanceof ObjectNode object)) {
            throw new WebhookException(
                    "json: cannot unmarshal " + jsonType(answered) + " into Go value of type map[string]interface {}");
        }
        if (Tree.text(object, "kind").isEmpty()) {
            throw new WebhookException("Object 'Kind' is missing in '" + object + "'");
        }
        return object;
    }

    /** @throws WebhookException if it is another object */
    static void checkIdentity(ObjectNode original, ObjectNode converted) {
        for (String field : IDENTITY) {
            String before = Tree.text(Tree.metadata(original), field);
            String after = Tree.text(Tree.metadata(converted), field);
            if (!before.equals(after)) {
                String shown = field.equals("uid") ? "UID" : field;
                throw new WebhookException("must have the same " + shown + ": " + before + " != " + after);
            }
        }
    }

    /**
     * Gives {@code converted} the metadata of {@code original}, but for labels and annotations.
     *
     * @throws WebhookException if those are not what they have to be
     */
    static void restoreMetadata(ObjectNode original, ObjectNode converted) {
        JsonNode answered = converted.get("metadata");
        if (answered == null) {
            throw new WebhookException("missing metadata in converted object");
        }
        if (!answered.isObject()) {
            throw new WebhookException("invalid metadata of type " + goType(answered) + " in converted object");
        }
        ObjectNode metadata = Tree.metadata(original) instanceof ObjectNode there ? there.deepCopy() : Tree.newObject();
        restore(metadata, answered, "labels");
        restore(metadata, answered, "annotations");
        converted.set("metadata", metadata);
    }

    private static void restore(ObjectNode metadata, JsonNode answered, String field) {
        JsonNode after = answered.get(field);
        if (after == null || after.isNull()) {
            metadata.remove(field);
            return;
        }
        if (!after.isObject()) {
            throw new WebhookException(
                    "invalid metadata." + field + " of type " + goType(after) + " in converted object");
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(after)) {
            if (!entry.getValue().isTextual()) {
                throw new WebhookException("metadata." + field + "[" + entry.getKey() + "] must be a string, but is "
                        + goType(entry.getValue()) + " in converted object");
            }
        }
        if (!after.equals(metadata.get(field))) {
            check(field, after);
        }
        metadata.set(field, after);
    }

    private static void check(String field, JsonNode after) {
        FieldErrors errors = new FieldErrors();
        if (field.equals("labels")) {
            LabelValidation.labels(Field.of(after, Path.of("metadata", "labels"), errors));
        } else {
            LabelValidation.annotations(Field.of(after, Path.of("metadata", "annotation"), errors));
        }
        if (!errors.isEmpty()) {
            List<FieldError> all = errors.distinct();
            throw new WebhookException(
                    all.size() == 1
                            ? all.get(0).toString()
                            : all.stream().map(FieldError::toString).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    static String jsonType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            default -> "object";
        };
    }

    private static String goType(@Nullable JsonNode value) {
        return value == null
                ? "<nil>"
                : switch (value.getNodeType()) {
                    case STRING -> "string";
                    case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
                    case BOOLEAN -> "bool";
                    case ARRAY -> "[]interface {}";
                    case OBJECT -> "map[string]interface {}";
                    default -> "<nil>";
                };
    }
}
