package dev.coracle.conformance.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON trees and pointers into them. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    /** In a case: this is not there, or is to be taken away. */
    static final String ABSENT = "(absent)";

    private Json() {}

    /** What {@code pointer} leads to; a {@code #} at its end asks for the number of elements instead. */
    static JsonNode at(JsonNode root, String pointer) {
        if (!pointer.endsWith("#")) {
            return root.at(pointer);
        }
        JsonNode node = root.at(pointer.substring(0, pointer.length() - 1));
        return node.isMissingNode()
                ? MissingNode.getInstance()
                : MAPPER.getNodeFactory().numberNode(node.size());
    }

    /** Puts {@code value} where {@code pointer} leads, making objects on the way; an index past the end appends. */
    static void put(JsonNode root, String pointer, JsonNode value) {
        JsonPointer whole = JsonPointer.compile(pointer);
        JsonPointer last = whole.last();
        JsonNode parent = root;
        for (JsonPointer step = whole; !step.tail().matches(); step = step.tail()) {
            parent = child(parent, step);
        }
        boolean remove = value.isTextual() && value.textValue().equals(ABSENT);
        if (parent instanceof ArrayNode array) {
            int index = last.getMatchingIndex();
            if (index < 0 || index >= array.size()) {
                array.add(value);
            } else if (remove) {
                array.remove(index);
            } else {
                array.set(index, value);
            }
        } else if (parent instanceof ObjectNode object) {
            if (remove) {
                object.remove(last.getMatchingProperty());
            } else {
                object.set(last.getMatchingProperty(), value);
            }
        } else {
            throw new IllegalArgumentException(pointer + " leads into " + parent);
        }
    }

    private static JsonNode child(JsonNode parent, JsonPointer step) {
        if (parent instanceof ArrayNode array) {
            int index = step.getMatchingIndex();
            return index >= 0 && index < array.size() ? array.get(index) : array.addObject();
        }
        if (parent instanceof ObjectNode object) {
            String name = step.getMatchingProperty();
            return object.has(name) ? object.get(name) : object.putObject(name);
        }
        throw new IllegalArgumentException(step + " leads into " + parent);
    }
}
