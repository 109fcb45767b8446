package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;

/** What {@code immutable: true} forbids: taking it back, and changing the data. */
final class Immutability {
    private static final String RULE = "field is immutable when `immutable` is set";

    private Immutability() {}

    static void validate(Field object, ObjectNode old, String... dataFields) {
        if (!Tree.flag(old, "immutable")) {
            return;
        }
        if (!object.flag("immutable")) {
            object.at("immutable").forbidden(RULE);
        }
        for (String field : dataFields) {
            if (!Tree.same(object.at(field).node(), Tree.get(old, field))) {
                object.at(field).forbidden(RULE);
            }
        }
    }
}
