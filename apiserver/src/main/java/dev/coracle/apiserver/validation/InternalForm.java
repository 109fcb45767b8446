package dev.coracle.apiserver.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.tree.Tree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An object's part as Go's encoder writes upstream's internal type of it, indented by one space: every field, in the order
 * of {@code internals.table}, set or not. Confined to one call.
 */
final class InternalForm {
    private static final Map<String, List<Field>> TYPES = read();

    /** What the internal pod has in its security context. */
    private static final List<String> HOST_FIELDS =
            List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers");

    /** The fields whose names differ by more than case. */
    private static final Map<String, String> RENAMED = Map.of(
            "EndpointsName", "endpoints",
            "DataDiskURI", "diskURI",
            "DiscoveryCHAPAuth", "chapAuthDiscovery",
            "SessionCHAPAuth", "chapAuthSession");

    private static final List<String> SELECTOR = List.of("matchLabels", "matchExpressions");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> lines = new ArrayList<>();

    private InternalForm() {}

    static List<String> lines(String type, JsonNode value) {
        InternalForm form = new InternalForm();
        form.struct("", "", type, type.equals("PodSpec") ? podSpec(value) : value, "");
        return form.lines;
    }

    /** The same as a tree. */
    static JsonNode tree(String type, JsonNode value) {
        try {
            return JSON.readTree(String.join("", lines(type, value)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Field(String name, String form, String inside) {}

    private static JsonNode podSpec(JsonNode spec) {
        ObjectNode copy = spec.deepCopy();
        ObjectNode context = Tree.createObject(copy, "securityContext");
        for (String field : HOST_FIELDS) {
            JsonNode value = copy.remove(field);
            if (value != null) {
                context.set(field, value);
            }
        }
        return copy;
    }

    private void struct(String indent, String label, String type, JsonNode value, String comma) {
        NavigableMap<String, JsonNode> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Tree.entries(value).forEach(entry -> given.put(entry.getKey(), entry.getValue()));
        List<Map.Entry<Field, JsonNode>> fields = new ArrayList<>();
        for (Field field : TYPES.get(type)) {
            if (field.form().equals("inline")) {
                for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(value, "metadata"))) {
                    fields.add(Map.entry(new Field(entry.getKey(), "o", ""), entry.getValue()));
                }
                continue;
            }
            JsonNode set = given.get(RENAMED.getOrDefault(field.name(), field.name()));
            fields.add(Map.entry(field, set == null || isEmptyContainer(field, set) ? unset(field) : set));
        }
        lines.add(indent + label + "{");
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i).getKey();
            String name = quoted(field.name()) + ": ";
            any(indent + ' ', name, field, fields.get(i).getValue(), i + 1 < fields.size() ? "," : "");
        }
        lines.add(indent + "}" + comma);
    }

    /** Stored as protobuf, an empty list or map is none. */
    private static boolean isEmptyContainer(Field field, JsonNode value) {
        return value.isEmpty()
                && (value.isArray() || (value.isObject() && field.form().equals("m")));
    }

    private static JsonNode unset(Field field) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (field.form()) {
            case "s" -> field.inside().isEmpty() ? nodes.textNode("") : nodes.objectNode();
            case "i" -> nodes.numberNode(0);
            case "b" -> nodes.booleanNode(false);
            case "q" -> nodes.textNode("0");
            case "o" -> nodes.objectNode();
            default -> nodes.nullNode();
        };
    }

    private void any(String indent, String label, Field field, JsonNode value, String comma) {
        if (value.isEmpty() && value.isContainerNode() && field.inside().isEmpty()) {
            lines.add(indent + label + (value.isArray() ? "[]" : "{}") + comma);
        } else if (value.isArray()) {
            lines.add(indent + label + "[");
            for (int i = 0; i < value.size(); i++) {
                any(indent + ' ', "", field, value.get(i), i + 1 < value.size() ? "," : "");
            }
            lines.add(indent + "]" + comma);
        } else if (value.isObject()
                && !field.inside().isEmpty()
                && !field.form().equals("m")) {
            struct(indent, label, field.inside(), value, comma);
        } else if (value.isObject()) {
            object(indent, label, value, comma);
        } else {
            lines.add(indent + label + scalar(value) + comma);
        }
    }

    /** A map, or a struct of a package that has JSON names: their order is that of the names but for selectors. */
    private void object(String indent, String label, JsonNode value, String comma) {
        NavigableMap<String, JsonNode> sorted = new TreeMap<>();
        Tree.entries(value).forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        List<String> names = new ArrayList<>(sorted.keySet());
        if (SELECTOR.containsAll(names)) {
            names = SELECTOR.stream().filter(sorted::containsKey).toList();
        }
        lines.add(indent + label + "{");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            any(
                    indent + ' ',
                    quoted(name) + ": ",
                    new Field(name, "o", ""),
                    sorted.get(name),
                    i + 1 < names.size() ? "," : "");
        }
        lines.add(indent + "}" + comma);
    }

    private static String scalar(JsonNode value) {
        return value.isTextual() ? quoted(value.textValue()) : value.asText();
    }

    /** Go's encoder writes what could end a script element as escapes. */
    private static String quoted(String text) {
        return JsonNodeFactory.instance
                .textNode(text)
                .toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    private static Map<String, List<Field>> read() {
        try (InputStream in = InternalForm.class.getResourceAsStream("internals.table")) {
            if (in == null) {
                throw new IllegalStateException("internals.table is missing");
            }
            Map<String, List<Field>> types = new HashMap<>();
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> List.of(line.split(" ", -1)))
                    .forEach(words -> types.put(
                            words.get(0),
                            words.subList(1, words.size()).stream()
                                    .map(InternalForm::field)
                                    .toList()));
            return Map.copyOf(types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Field field(String word) {
        int equals = word.indexOf('=');
        int colon = word.indexOf(':');
        String form = word.substring(equals + 1, colon < 0 ? word.length() : colon);
        return new Field(word.substring(0, equals), form, colon < 0 ? "" : word.substring(colon + 1));
    }
}
