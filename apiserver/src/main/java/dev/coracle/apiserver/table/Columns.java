package dev.coracle.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.TableColumns.Column;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind's columns, one row for each: its heading, its description, and the place in the object or the function its cells
 * come from. A description of the form {@code @core.v1.PodSpec.nodeName} is that field's; a place is written
 * {@code spec.nodeName}. A field that is missing shows as the empty text, 0 or false unless the column says otherwise.
 */
public final class Columns {
    public static final String NONE = "<none>";
    public static final String UNSET = "<unset>";

    /** The object's name. */
    public static final Cell NAMED =
            cell("Name", "string", "@meta.v1.ObjectMeta.name", Tree::name).naming();

    /** How long ago the object was created. */
    public static final Cell AGED = timed("Age", "@meta.v1.ObjectMeta.creationTimestamp", Ages::of);

    private Columns() {}

    /** The value of one cell: a String, Integer, Long, Double, Boolean or null. */
    public interface Value {
        @Nullable
        Object of(ObjectNode object, Instant now);
    }

    /** A column and what fills it. */
    public record Cell(Column column, Value value) {
        /** The same column, shown in wide output only. */
        public Cell wide() {
            return new Cell(new Column(column.name(), column.type(), column.format(), column.description(), 1), value);
        }

        /** The same column, marked as one that holds a name. */
        public Cell naming() {
            return new Cell(
                    new Column(column.name(), column.type(), "name", column.description(), column.priority()), value);
        }
    }

    private record Table(List<Column> columns, List<Value> values, Optional<Comparator<ObjectNode>> order)
            implements TableColumns {
        @Override
        public List<@Nullable Object> cells(ObjectNode object, Instant now) {
            List<@Nullable Object> row = new ArrayList<>(values.size());
            values.forEach(value -> row.add(value.of(object, now)));
            return row;
        }
    }

    /** A kind's columns, in order. */
    public static TableColumns of(Cell... cells) {
        return table(List.of(), Optional.empty(), cells);
    }

    /** A kind's columns whose rows go on after the last heading: upstream has one of that sort. */
    public static TableColumns unheaded(Value more, Cell... cells) {
        return table(List.of(more), Optional.empty(), cells);
    }

    /** A kind's columns, in order, of lists that are sorted by something else than names. */
    public static TableColumns sorted(Comparator<ObjectNode> order, Cell... cells) {
        return table(List.of(), Optional.of(order), cells);
    }

    private static TableColumns table(List<Value> more, Optional<Comparator<ObjectNode>> order, Cell... cells) {
        List<Column> columns = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (Cell cell : cells) {
            columns.add(cell.column());
            values.add(cell.value());
        }
        values.addAll(more);
        return new Table(List.copyOf(columns), List.copyOf(values), order);
    }

    /**
     * A cell that a function works out.
     *
     * @param type string, integer or boolean, whatever the cells are
     */
    public static Cell cell(
            String name, String type, String description, Function<ObjectNode, @Nullable Object> value) {
        return new Cell(new Column(name, type, "", description, 0), (object, now) -> value.apply(object));
    }

    /** A text that depends on when it is asked for. */
    public static Cell timed(String name, String description, Value value) {
        return new Cell(new Column(name, "string", "", description, 0), value);
    }

    public static Cell text(String name, String description, String place) {
        return textOr("", name, description, place);
    }

    /** A text, or what stands for a field that is not there. */
    public static Cell textOr(String missing, String name, String description, String place) {
        return field(name, "string", description, place, field -> field.asText(missing));
    }

    /** A text, or {@code <none>} for an empty one. */
    public static Cell textOrNone(String name, String description, String place) {
        return field(name, "string", description, place, field -> orNone(field.asText("")));
    }

    public static Cell number(String name, String description, String place) {
        return field(name, "integer", description, place, field -> field.asLong(0));
    }

    /** A number in a column that says it holds texts. */
    public static Cell numberAsText(String name, String description, String place) {
        return field(name, "string", description, place, field -> field.asLong(0));
    }

    public static Cell flag(boolean missing, String name, String description, String place) {
        return field(name, "boolean", description, place, field -> field.asBoolean(missing));
    }

    /** How many items a list has. */
    public static Cell count(String name, String description, String place) {
        return field(name, "integer", description, place, JsonNode::size);
    }

    /** A label selector as {@code kubectl -l} takes it; {@code <none>} when it selects everything or is not there. */
    public static Cell selector(String description, String place) {
        return field("Selector", "string", description, place, field -> orNone(selector(field)));
    }

    /** The names of a pod spec's containers: {@code nginx,sidecar}. */
    public static Cell containers(String podSpec) {
        String description = "Names of each container in the template.";
        return field("Containers", "string", description, podSpec + ".containers", list -> join(list, "name"));
    }

    /** The images of a pod spec's containers. */
    public static Cell images(String podSpec) {
        String description = "Images referenced by each container in the template.";
        return field("Images", "string", description, podSpec + ".containers", list -> join(list, "image"));
    }

    /** One field of each item of a list, joined by commas. */
    public static String join(JsonNode items, String field) {
        List<String> values = new ArrayList<>();
        items.forEach(item -> values.add(Tree.text(item, field)));
        return String.join(",", values);
    }

    /** An object's name, with a mark when one of the annotations makes it the default of its kind. */
    public static Cell nameOrDefault(String... annotations) {
        List<String> marks = List.of(annotations);
        return field("Name", "string", NAMED.column().description(), "metadata", metadata -> {
                    JsonNode there = Tree.get(metadata, "annotations");
                    boolean isDefault = marks.stream()
                            .anyMatch(mark -> Tree.text(there, mark).equals("true"));
                    return Tree.text(metadata, "name") + (isDefault ? " (default)" : "");
                })
                .naming();
    }

    private static Cell field(
            String name, String type, String description, String place, Function<JsonNode, Object> shown) {
        List<String> path = List.of(place.split("\\.", -1));
        return cell(name, type, description, object -> {
            JsonNode value = object;
            for (String field : path) {
                value = Tree.get(value, field);
            }
            return shown.apply(value);
        });
    }

    public static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    /** Labels in sorted order: {@code app=web,tier=front}; {@code <none>} for no labels. */
    public static String labels(JsonNode labels) {
        Map<String, String> sorted = new TreeMap<>();
        Tree.entries(labels)
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue().asText()));
        StringBuilder out = new StringBuilder();
        sorted.forEach((key, value) ->
                out.append(out.isEmpty() ? "" : ",").append(key).append('=').append(value));
        return orNone(out.toString());
    }

    /** A label selector as {@code kubectl -l} takes it, in sorted order; empty when it selects everything. */
    public static String selector(JsonNode selector) {
        List<Map.Entry<String, String>> terms = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : Tree.entries(Tree.get(selector, "matchLabels"))) {
            terms.add(Map.entry(
                    label.getKey(), label.getKey() + "=" + label.getValue().asText()));
        }
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            String key = Tree.text(expression, "key");
            List<String> values = new ArrayList<>();
            Tree.get(expression, "values").forEach(value -> values.add(value.asText()));
            String list = " (" + String.join(",", values.stream().sorted().toList()) + ")";
            terms.add(Map.entry(
                    key,
                    switch (Tree.text(expression, "operator")) {
                        case "In" -> key + " in" + list;
                        case "NotIn" -> key + " notin" + list;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    }));
        }
        terms.sort(Map.Entry.comparingByKey());
        return String.join(",", terms.stream().map(Map.Entry::getValue).toList());
    }
}
