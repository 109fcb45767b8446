package dev.coracle.machinery.gotext;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** JSON as Go's encoder writes it: what means something to a browser is escaped. Stateless. */
public final class GoJson {
    private GoJson() {}

    /** A struct: its members in the order in which they stand. */
    public static String of(JsonNode value) {
        return write(value, JsonNode::properties);
    }

    /** A map, and whatever maps there are in it: members sorted by their names. */
    public static String sorted(JsonNode value) {
        return write(value, GoJson::byName);
    }

    /** A text in double quotes. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        quote(text, out);
        return out.toString();
    }

    /** A struct, one line for each value, indented by one space. */
    public static List<String> lines(JsonNode value) {
        List<String> lines = new ArrayList<>();
        indent("", value, "", lines);
        return lines;
    }

    /** @param start of the first line: the indentation, and the name of a member */
    private static void indent(String start, JsonNode value, String end, List<String> lines) {
        if (value.isEmpty()) {
            lines.add(start + of(value) + end);
            return;
        }
        String margin = " ".repeat(start.length() - start.stripLeading().length());
        int left = value.size();
        lines.add(start + (value.isObject() ? "{" : "["));
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                String name = margin + ' ' + quoted(member.getKey()) + ": ";
                indent(name, member.getValue(), --left > 0 ? "," : "", lines);
            }
        } else {
            for (JsonNode item : value) {
                indent(margin + ' ', item, --left > 0 ? "," : "", lines);
            }
        }
        lines.add(margin + (value.isObject() ? "}" : "]") + end);
    }

    private static Iterable<Map.Entry<String, JsonNode>> byName(JsonNode object) {
        List<Map.Entry<String, JsonNode>> sorted = new ArrayList<>(object.properties());
        sorted.sort(Map.Entry.comparingByKey(Utf8::compare));
        return sorted;
    }

    private static String write(JsonNode value, Function<JsonNode, Iterable<Map.Entry<String, JsonNode>>> members) {
        StringBuilder out = new StringBuilder();
        write(value, members, out);
        return out.toString();
    }

    private static void write(
            JsonNode value, Function<JsonNode, Iterable<Map.Entry<String, JsonNode>>> members, StringBuilder out) {
        String separator = "";
        if (value.isObject()) {
            out.append('{');
            for (Map.Entry<String, JsonNode> member : members.apply(value)) {
                out.append(separator);
                quote(member.getKey(), out);
                out.append(':');
                write(member.getValue(), members, out);
                separator = ",";
            }
            out.append('}');
        } else if (value.isArray()) {
            out.append('[');
            for (JsonNode item : value) {
                out.append(separator);
                write(item, members, out);
                separator = ",";
            }
            out.append(']');
        } else if (value.isTextual()) {
            quote(value.textValue(), out);
        } else {
            out.append(value);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
