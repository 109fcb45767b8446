package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import java.util.List;

/** What must hold of {@code x-kubernetes-validations}: their form, and that they compile. Stateless. */
final class RuleValidation {
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private RuleValidation() {}

    static void form(JsonNode rules, JsonNode schema, Path path, FieldErrors errors) {
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), schema, path.child("x-kubernetes-validations").index(i), errors);
        }
    }

    private static void rule(JsonNode rule, JsonNode schema, Path path, FieldErrors errors) {
        String expression = Tree.text(rule, "rule").strip();
        String message = Tree.text(rule, "message");
        if (expression.isEmpty()) {
            errors.required(path.child("rule"), "rule is not specified");
        } else if (!message.isEmpty() && message.isBlank()) {
            errors.invalid(path.child("message"), message, "must be non-empty if specified");
        } else if (hasLineBreak(message.strip())) {
            errors.invalid(path.child("message"), message, "must not contain line breaks");
        } else if (hasLineBreak(expression) && message.isBlank()) {
            errors.required(path.child("message"), "message must be specified if rule contains line breaks");
        }
        String messageExpression = Tree.text(rule, "messageExpression");
        if (!messageExpression.isEmpty() && messageExpression.isBlank()) {
            errors.required(path.child("messageExpression"), "messageExpression must be non-empty if specified");
        }
        String reason = Tree.text(rule, "reason");
        if (Tree.has(rule, "reason") && !REASONS.contains(reason)) {
            errors.notSupported(path.child("reason"), reason, REASONS);
        }
        String fieldPath = Tree.text(rule, "fieldPath");
        if (!fieldPath.isEmpty()) {
            if (fieldPath.isBlank()) {
                errors.invalid(path.child("fieldPath"), fieldPath, "must be non-empty if specified");
            }
            if (hasLineBreak(fieldPath)) {
                errors.invalid(path.child("fieldPath"), fieldPath, "must not contain line breaks");
            }
            if (SchemaPaths.find(fieldPath, schema).isMissingNode()) {
                errors.invalid(path.child("fieldPath"), fieldPath, "must be a valid path");
            }
        }
    }

    private static boolean hasLineBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    /** Whether the rules of a schema that is in order compile. */
    static void validate(JsonNode schema, Path path, FieldErrors errors) {}
}
