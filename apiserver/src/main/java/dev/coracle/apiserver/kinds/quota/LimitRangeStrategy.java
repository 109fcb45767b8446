package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.Quantity;
import java.util.Map;

/** LimitRanges: how much one pod, container or claim may ask for, and what it asks for when it says nothing. */
final class LimitRangeStrategy implements Strategy {
    private static final String[] LISTS = {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"};

    @Override
    public void setDefaults(ObjectNode object) {
        for (JsonNode item : Tree.get(Tree.spec(object), "limits")) {
            if (item instanceof ObjectNode node) {
                if (Tree.text(node, "type").equals("Container")) {
                    inherit(node, "default", "max");
                    inherit(node, "defaultRequest", "default");
                    inherit(node, "defaultRequest", "min");
                }
                for (String list : LISTS) {
                    Quantity.canonicalize(node.path(list));
                }
            }
        }
    }

    private static void inherit(ObjectNode item, String list, String from) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(item, from))) {
            ObjectNode amounts = Tree.createObject(item, list);
            amounts.putIfAbsent(entry.getKey(), entry.getValue());
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        LimitRangeValidation.validate(Field.spec(object, errors));
    }
}
