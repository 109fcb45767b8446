package dev.coracle.apiserver.kinds.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.NameRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Certificate signing requests. Their spec never changes; the approver writes conditions through {@code approval}, the
 * signer the certificate through {@code status}.
 */
final class SigningRequestStrategy implements Strategy {
    private static final Path CONDITIONS = Path.of("status", "conditions");
    private static final List<String> APPROVALS = List.of("Approved", "Denied");
    private static final List<String> LASTING = List.of("Approved", "Denied", "Failed");

    private final Strategy approval = new Approval();

    @Override
    public Strategy forSubresource(String subresource) {
        return subresource.equals("approval") ? approval : this;
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return Map.of("spec.signerName", object -> Tree.text(Tree.spec(object), "signerName"));
    }

    /** Who asks is what the server knows, not what the request says. */
    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        Strategy.super.prepareForCreate(context, object);
        ObjectNode spec = Tree.createObject(object, "spec");
        spec.remove(List.of("uid", "extra"));
        spec.put("username", context.user().name());
        ArrayNode groups = spec.putArray("groups");
        context.user().groups().forEach(groups::add);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        object.set("spec", Tree.spec(old).deepCopy());
    }

    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        for (String type : APPROVALS) {
            List<Integer> before = indices(old, type);
            List<Integer> after = indices(object, type);
            if (before.size() == after.size() && !before.isEmpty()) {
                ArrayNode conditions = (ArrayNode) Tree.status(object).get("conditions");
                for (int i = 0; i < before.size(); i++) {
                    JsonNode kept = Tree.status(old).get("conditions").get(before.get(i));
                    conditions.set(after.get(i), kept.deepCopy());
                }
            }
        }
        stamp(object, old, context.now());
    }

    private static List<Integer> indices(ObjectNode object, String type) {
        List<Integer> indices = new ArrayList<>();
        int i = 0;
        for (JsonNode condition : Tree.get(Tree.status(object), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                indices.add(i);
            }
            i++;
        }
        return indices;
    }

    /** Fills in the times of conditions that have none. */
    private static void stamp(ObjectNode object, ObjectNode old, Instant now) {
        for (JsonNode each : Tree.get(Tree.status(object), "conditions")) {
            ObjectNode condition = (ObjectNode) each;
            if (!Tree.has(condition, "lastUpdateTime")) {
                condition.put("lastUpdateTime", now.toString());
            }
            if (!Tree.has(condition, "lastTransitionTime")) {
                condition.put("lastTransitionTime", transition(condition, old, now.toString()));
            }
        }
    }

    private static String transition(JsonNode condition, ObjectNode old, String now) {
        for (JsonNode before : Tree.get(Tree.status(old), "conditions")) {
            boolean same = Tree.text(before, "type").equals(Tree.text(condition, "type"))
                    && Tree.text(before, "status").equals(Tree.text(condition, "status"));
            if (same && Tree.has(before, "lastTransitionTime")) {
                return Tree.text(before, "lastTransitionTime");
            }
        }
        return now;
    }

    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SigningRequestValidation.validate(object, errors);
    }

    @Override
    public TableColumns columns() {
        return SigningRequestColumns.TABLE;
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        SigningRequestValidation.validate(object, errors);
        removals(object, old, errors);
        for (String type : APPROVALS) {
            List<JsonNode> before = conditions(old, type);
            List<JsonNode> after = conditions(object, type);
            if (after.size() > before.size()) {
                errors.forbidden(CONDITIONS, "updates may not add a condition of type \"" + type + "\"");
            }
        }
        String before = Tree.text(Tree.status(old), "certificate");
        String after = Tree.text(Tree.status(object), "certificate");
        if (!before.isEmpty() && !before.equals(after)) {
            errors.forbidden(Path.of("status", "certificate"), "updates may not modify existing certificate content");
        }
    }

    private static List<JsonNode> conditions(ObjectNode object, String type) {
        List<JsonNode> found = new ArrayList<>();
        Tree.get(Tree.status(object), "conditions").forEach(condition -> {
            if (Tree.text(condition, "type").equals(type)) {
                found.add(condition);
            }
        });
        return found;
    }

    private static void removals(ObjectNode object, ObjectNode old, FieldErrors errors) {
        for (String type : LASTING) {
            if (conditions(object, type).size() < conditions(old, type).size()) {
                errors.forbidden(CONDITIONS, "updates may not remove a condition of type \"" + type + "\"");
            }
        }
    }

    /** {@code approval}: conditions and nothing else. */
    private static final class Approval implements Strategy {
        @Override
        public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
            stamp(object, old, context.now());
            JsonNode conditions = Tree.get(Tree.status(object), "conditions");
            ObjectNode status = Tree.status(old).isObject() ? Tree.status(old).deepCopy() : Tree.newObject();
            if (conditions.isEmpty()) {
                status.remove("conditions");
            } else {
                status.set("conditions", conditions);
            }
            object.set("status", status);
        }

        @Override
        public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
            SigningRequestValidation.validate(object, errors);
            removals(object, old, errors);
        }
    }
}
