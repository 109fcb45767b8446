package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.customresources.values.Formats;
import dev.coracle.machinery.tree.Tree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The formats that a definition's schemas ask for and nobody knows. */
final class UnknownFormats {
    private UnknownFormats() {}

    static Set<String> of(JsonNode versions) {
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode version : versions) {
            collect(Tree.get(version, "schema", "openAPIV3Schema"), found);
        }
        return found;
    }

    private static void collect(JsonNode schema, Set<String> found) {
        String format = Tree.text(schema, "format");
        String type = Tree.text(schema, "type");
        if (!format.isEmpty() && !Formats.isKnown(type.isEmpty() ? List.of() : List.of(type), format)) {
            found.add(format);
        }
        for (String below : new String[] {"items", "not", "additionalProperties"}) {
            if (Tree.get(schema, below).isObject()) {
                collect(schema.get(below), found);
            }
        }
        for (String below : new String[] {"allOf", "anyOf", "oneOf"}) {
            Tree.get(schema, below).forEach(part -> collect(part, found));
        }
        for (Map.Entry<String, JsonNode> property : Tree.entries(Tree.get(schema, "properties"))) {
            collect(property.getValue(), found);
        }
    }
}
