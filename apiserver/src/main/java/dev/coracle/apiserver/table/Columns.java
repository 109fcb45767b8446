package dev.coracle.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.TableColumns.Column;
import dev.coracle.apiserver.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Headings and cell texts that several kinds share. */
public final class Columns {
    public static final String NONE = "<none>";
    public static final Column NAME = new Column("Name", "string", "name", "@meta.v1.ObjectMeta.name", 0);
    public static final Column AGE = new Column("Age", "string", "", "@meta.v1.ObjectMeta.creationTimestamp", 0);

    private Columns() {}

    /** Computes an object's cells. */
    public interface Cells {
        List<@Nullable Object> of(ObjectNode object, Instant now);
    }

    private record Table(List<Column> columns, Cells cells) implements TableColumns {
        @Override
        public List<@Nullable Object> cells(ObjectNode object, Instant now) {
            return cells.of(object, now);
        }
    }

    /** The value of one cell: a String, Integer, Long, Boolean or null. */
    public interface Value {
        @Nullable
        Object of(ObjectNode object, Instant now);
    }

    /** A column and what fills it. */
    public record Cell(Column column, Value value) {}

    /** {@link #NAME} and {@link #AGE} with what fills them. */
    public static final Cell NAMED = new Cell(NAME, (object, now) -> Tree.name(object));

    public static final Cell AGED = new Cell(AGE, Ages::of);

    /** A kind's columns, each with what fills it. */
    public static TableColumns of(Cell... cells) {
        List<Cell> all = List.of(cells);
        return new Table(all.stream().map(Cell::column).toList(), (object, now) -> {
            List<@Nullable Object> row = new ArrayList<>(all.size());
            all.forEach(cell -> row.add(cell.value().of(object, now)));
            return row;
        });
    }

    /** A cell of type string, integer or boolean. A description of the form {@code @core.v1.PodSpec.nodeName} is that field's. */
    public static Cell cell(
            String name, String type, String description, Function<ObjectNode, @Nullable Object> value) {
        return new Cell(new Column(name, type, "", description, 0), (object, now) -> value.apply(object));
    }

    /** A text at a place in the object. */
    public static Cell text(String name, String description, String... place) {
        return cell(name, "string", description, object -> at(object, place).asText(""));
    }

    /** A text at a place in the object, or what stands for none. */
    public static Cell textOr(String none, String name, String description, String... place) {
        return cell(name, "string", description, object -> {
            String text = at(object, place).asText("");
            return text.isEmpty() ? none : text;
        });
    }

    public static Cell number(String name, String description, String... place) {
        return cell(name, "integer", description, object -> at(object, place).asLong(0));
    }

    public static Cell flag(boolean unset, String name, String description, String... place) {
        return cell(name, "boolean", description, object -> at(object, place).asBoolean(unset));
    }

    /** How many items a list has. */
    public static Cell count(String name, String description, String... place) {
        return cell(name, "integer", description, object -> at(object, place).size());
    }

    private static JsonNode at(JsonNode object, String... place) {
        JsonNode value = object;
        for (String field : place) {
            value = Tree.get(value, field);
        }
        return value;
    }

    /** A kind's columns and the function that fills them. */
    public static TableColumns table(Cells cells, Column... columns) {
        return new Table(List.of(columns), cells);
    }

    public static Column text(String name, String description) {
        return new Column(name, "string", "", description, 0);
    }

    public static Column number(String name, String description) {
        return new Column(name, "integer", "", description, 0);
    }

    /** A text that only wide output shows. */
    public static Column wide(String name, String description) {
        return new Column(name, "string", "", description, 1);
    }

    /** An object's name, with a mark when an annotation makes it the default of its kind. */
    public static String nameOrDefault(ObjectNode object, String... annotations) {
        for (String annotation : annotations) {
            if (Tree.text(Tree.get(Tree.metadata(object), "annotations"), annotation)
                    .equals("true")) {
                return Tree.name(object) + " (default)";
            }
        }
        return Tree.name(object);
    }

    public static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    /** One field of each item of a list, joined by commas: {@code nginx,sidecar}. */
    public static String join(JsonNode items, String field) {
        StringBuilder out = new StringBuilder();
        for (JsonNode item : items) {
            out.append(out.isEmpty() ? "" : ",").append(Tree.text(item, field));
        }
        return out.toString();
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
