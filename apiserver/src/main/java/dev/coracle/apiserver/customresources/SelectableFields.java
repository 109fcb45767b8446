package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.values.GoNumbers;
import dev.coracle.machinery.tree.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The field selectors a version's {@code selectableFields} allow. */
final class SelectableFields {
    private SelectableFields() {}

    static Map<String, Function<ObjectNode, String>> of(JsonNode fields) {
        Map<String, Function<ObjectNode, String>> selectable = new LinkedHashMap<>();
        for (JsonNode field : fields) {
            String path = Tree.text(field, "jsonPath");
            JsonPath compiled = JsonPath.parse(path);
            selectable.put(path.startsWith(".") ? path.substring(1) : path, object -> text(compiled.find(object)));
        }
        return Map.copyOf(selectable);
    }

    private static String text(List<JsonNode> found) {
        if (found.isEmpty() || found.get(0).isNull()) {
            return "";
        }
        return found.get(0).isNumber()
                ? GoNumbers.of(found.get(0))
                : found.get(0).asText();
    }
}
