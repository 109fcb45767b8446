package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.tree.Tree;
import java.util.Set;
import java.util.TreeSet;

/**
 * The difference of two specs for a person to read, after the manner of go-cmp: upstream prints Go structs here, so
 * the text is alike, not equal.
 */
public final class SpecDiff {
    private SpecDiff() {}

    /** How two values of a Go type differ. */
    public static String of(String type, JsonNode before, JsonNode after) {
        StringBuilder out = new StringBuilder("  " + type + "{\n");
        diff(before, after, "  \t", out);
        return out.append("  }\n").toString();
    }

    private static void diff(JsonNode before, JsonNode after, String indent, StringBuilder out) {
        Set<String> fields = new TreeSet<>();
        Tree.entries(before).forEach(entry -> fields.add(entry.getKey()));
        Tree.entries(after).forEach(entry -> fields.add(entry.getKey()));
        int same = 0;
        for (String field : fields) {
            JsonNode old = Tree.get(before, field);
            JsonNode now = Tree.get(after, field);
            if (Tree.same(old, now)) {
                same++;
                continue;
            }
            String name = Character.toUpperCase(field.charAt(0)) + field.substring(1);
            if (old.isObject() && now.isObject()) {
                out.append(indent).append(name).append(": {\n");
                diff(old, now, indent + '\t', out);
                out.append(indent).append("},\n");
            } else if (old.isArray() && now.isArray() && old.size() == now.size()) {
                out.append(indent).append(name).append(": {\n");
                list(old, now, indent + '\t', out);
                out.append(indent).append("},\n");
            } else {
                line('-', name, old, indent, out);
                line('+', name, now, indent, out);
            }
        }
        if (same > 0) {
            out.append(indent).append("... // ").append(same).append(" identical fields\n");
        }
    }

    private static void list(JsonNode before, JsonNode after, String indent, StringBuilder out) {
        for (int i = 0; i < before.size(); i++) {
            if (Tree.same(before.get(i), after.get(i))) {
                continue;
            }
            out.append(indent).append("{\n");
            diff(before.get(i), after.get(i), indent + '\t', out);
            out.append(indent).append("},\n");
        }
    }

    private static void line(char sign, String name, JsonNode value, String indent, StringBuilder out) {
        out.append(sign)
                .append(indent.substring(1))
                .append(name)
                .append(": ")
                .append(value.isMissingNode() ? "nil" : value.toString())
                .append(",\n");
    }
}
