package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of client-go's JSONPath (v1.36) that columns and selectable fields are made of: children, quoted names,
 * indexes, slices, wildcards, and filters that compare. Immutable.
 */
final class JsonPath {
    private final List<Step> steps;

    /** From some nodes to those they lead to. */
    private interface Step {
        void from(JsonNode node, List<JsonNode> found);
    }

    private JsonPath(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a path such as {@code .status.conditions[?(@.type=="Ready")].status}.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    public static JsonPath parse(String text) {
        return new JsonPath(new Parser(text).steps());
    }

    /** What the path leads to; nothing where something on the way is missing. */
    public List<JsonNode> find(JsonNode root) {
        List<JsonNode> now = List.of(root);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            now.forEach(node -> step.from(node, next));
            now = next;
        }
        return now;
    }

    private static Step field(String name) {
        return (node, found) -> {
            if (node.isObject() && node.has(name)) {
                found.add(node.get(name));
            }
        };
    }

    private static Step slice(String text) {
        String[] parts = text.split(":", -1);
        return (node, found) -> {
            if (!node.isArray()) {
                return;
            }
            int from = bound(parts[0], 0, node.size());
            int to = parts.length == 1
                    ? (parts[0].equals("-1") ? node.size() : from + 1)
                    : bound(parts[1], node.size(), node.size());
            for (int i = Math.max(0, from); i < Math.min(to, node.size()); i++) {
                found.add(node.get(i));
            }
        };
    }

    private static int bound(String text, int otherwise, int size) {
        if (text.isEmpty()) {
            return otherwise;
        }
        int number = Integer.parseInt(text);
        return number < 0 ? size + number : number;
    }

    /** What a filter compares with; a path below the item. */
    private record Operand(List<Step> path, JsonNode literal) {
        List<JsonNode> of(JsonNode item) {
            return path.isEmpty() ? List.of(literal) : new JsonPath(path).find(item);
        }
    }

    private static Step filter(Operand left, String operator, Operand right) {
        return (node, found) -> {
            if (node.isArray()) {
                for (JsonNode item : node) {
                    if (holds(left.of(item), operator, right.of(item))) {
                        found.add(item);
                    }
                }
            }
        };
    }

    private static boolean holds(List<JsonNode> left, String operator, List<JsonNode> right) {
        if (operator.isEmpty()) {
            return !left.isEmpty();
        }
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        JsonNode a = left.get(0);
        JsonNode b = right.get(0);
        int order = a.isNumber() && b.isNumber()
                ? Double.compare(a.doubleValue(), b.doubleValue())
                : a.asText().compareTo(b.asText());
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** Reads one path. Used once. */
    private static final class Parser {
        private static final String[] OPERATORS = {"==", "!=", "<=", ">=", "<", ">"};

        private final String in;
        private int at;

        Parser(String in) {
            this.in = in;
        }

        List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            if (in.startsWith("$") || in.startsWith("@")) {
                at++;
            }
            while (at < in.length()) {
                char c = in.charAt(at);
                if (c == '.') {
                    at++;
                    if (at < in.length() && in.charAt(at) != '[') {
                        steps.add(name());
                    }
                } else if (c == '[') {
                    steps.add(bracket());
                } else if (at == 0) {
                    steps.add(name());
                } else {
                    throw new IllegalArgumentException("unrecognized character in action: " + c + " in " + in);
                }
            }
            return steps;
        }

        private Step name() {
            StringBuilder name = new StringBuilder();
            while (at < in.length() && ".[".indexOf(in.charAt(at)) < 0) {
                char c = in.charAt(at++);
                if (c == '\\' && at < in.length()) {
                    c = in.charAt(at++);
                } else if (!Character.isLetterOrDigit(c) && "_-*$:/@".indexOf(c) < 0) {
                    throw new IllegalArgumentException("unrecognized character " + c + " in " + in);
                }
                name.append(c);
            }
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a name is missing in " + in);
            }
            return name.toString().equals("*") ? (node, found) -> node.forEach(found::add) : field(name.toString());
        }

        private Step bracket() {
            int end = close();
            String inner = in.substring(at + 1, end).trim();
            at = end + 1;
            if (inner.equals("*")) {
                return (node, found) -> node.forEach(found::add);
            }
            if (inner.startsWith("?(") && inner.endsWith(")")) {
                return condition(inner.substring(2, inner.length() - 1));
            }
            if (inner.length() > 1 && (inner.charAt(0) == '\'' || inner.charAt(0) == '"')) {
                return field(inner.substring(1, inner.length() - 1));
            }
            if (inner.matches("-?[0-9]*(:-?[0-9]*)?") && !inner.isEmpty()) {
                return slice(inner);
            }
            throw new IllegalArgumentException("invalid array index " + inner);
        }

        private int close() {
            char quote = 0;
            int depth = 0;
            for (int i = at; i < in.length(); i++) {
                char c = in.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '\'' || c == '"') {
                    quote = c;
                } else if (c == '[') {
                    depth++;
                } else if (c == ']' && --depth == 0) {
                    return i;
                }
            }
            throw new IllegalArgumentException("unterminated array");
        }

        private static Step condition(String text) {
            char quote = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '\'' || c == '"') {
                    quote = c;
                } else {
                    for (String operator : OPERATORS) {
                        if (text.startsWith(operator, i)) {
                            return filter(
                                    operand(text.substring(0, i).trim()),
                                    operator,
                                    operand(text.substring(i + operator.length())
                                            .trim()));
                        }
                    }
                }
            }
            return filter(operand(text.trim()), "", operand("true"));
        }

        private static Operand operand(String text) {
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            if (text.startsWith("@")) {
                return new Operand(new Parser(text).steps(), nodes.nullNode());
            }
            if (text.length() > 1 && (text.charAt(0) == '\'' || text.charAt(0) == '"')) {
                return new Operand(List.of(), nodes.textNode(text.substring(1, text.length() - 1)));
            }
            if (text.equals("true") || text.equals("false")) {
                return new Operand(List.of(), nodes.booleanNode(text.equals("true")));
            }
            try {
                return new Operand(List.of(), nodes.numberNode(Double.parseDouble(text)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("cannot compare with " + text, e);
            }
        }
    }
}
