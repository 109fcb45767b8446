package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** An apply would change fields that others own. Carries no stack trace. */
final class ApplyConflict extends RuntimeException {
    private final transient SortedMap<Manager, FieldSet> conflicts;

    ApplyConflict(SortedMap<Manager, FieldSet> conflicts) {
        super("", null, false, false);
        this.conflicts = conflicts;
    }

    /** The fields in conflict, whoever owns them. */
    FieldSet fields() {
        return conflicts.values().stream().reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** The same without the conflicts over some fields. */
    ApplyConflict without(FieldSet allowed) {
        TreeMap<Manager, FieldSet> left = new TreeMap<>();
        conflicts.forEach((manager, fields) -> {
            FieldSet rest = fields.difference(allowed);
            if (!rest.isEmpty()) {
                left.put(manager, rest);
            }
        });
        return new ApplyConflict(left);
    }

    ApiException toApiException() {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        ArrayNode causes = details.putArray("causes");
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Manager, FieldSet> conflict : conflicts.entrySet()) {
            lines.add("conflicts with " + conflict.getKey() + ":");
            conflict.getValue().forEach(path -> {
                lines.add("- " + path);
                causes.addObject()
                        .put("reason", "FieldManagerConflict")
                        .put("message", "conflict with " + conflict.getKey())
                        .put("field", path);
            });
        }
        String message = causes.size() == 1
                ? "Apply failed with 1 conflict: "
                        + causes.get(0).get("message").textValue() + ": "
                        + causes.get(0).get("field").textValue()
                : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
        return ApiException.of(StatusReason.CONFLICT, message, details);
    }
}
