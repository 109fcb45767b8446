package dev.coracle.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.GoJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What a patch made of an object.
 *
 * @param document no object when the patch replaced it by something else
 * @param strictErrors what is repeated in the patch or unknown to it
 * @param shown how the refusal of the document shows what is refused
 */
public record Patched(JsonNode document, List<String> strictErrors, Supplier<String> shown) {
    public Patched {
        strictErrors = List.copyOf(strictErrors);
    }

    /** Shown as the document itself. Upstream sorts the members of what the patch has entered; others keep theirs. */
    static Patched document(JsonNode document, List<String> strictErrors, Set<JsonNode> entered) {
        return new Patched(document, strictErrors, () -> GoJson.of(sorted(document, entered)));
    }

    private static JsonNode sorted(JsonNode value, Set<JsonNode> entered) {
        if (value instanceof ArrayNode list) {
            ArrayNode shown = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> shown.add(sorted(item, entered)));
            return shown;
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        Map<String, JsonNode> members = entered.contains(value) ? new TreeMap<>() : new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue(), entered)));
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        members.forEach(shown::set);
        return shown;
    }
}
