package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;

/** What {@code immutable: true} forbids: taking it back, and changing the data. */
final class Immutability {
    private static final String RULE = "field is immutable when `immutable` is set";

    private Immutability() {}

    static void validate(ObjectNode object, ObjectNode old, FieldErrors errors, String... dataFields) {
        if (!Tree.flag(old, "immutable")) {
            return;
        }
        if (!Tree.flag(object, "immutable")) {
            errors.forbidden(Path.of("immutable"), RULE);
        }
        for (String field : dataFields) {
            if (!Tree.same(Tree.get(object, field), Tree.get(old, field))) {
                errors.forbidden(Path.of(field), RULE);
            }
        }
    }
}
