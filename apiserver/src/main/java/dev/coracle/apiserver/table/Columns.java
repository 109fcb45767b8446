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
import org.jspecify.annotations.Nullable;

/** Headings and cell texts that several kinds share. */
public final class Columns {
    public static final String NONE = "<none>";
    public static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name must be unique within a namespace. Is required when creating resources.",
            0);
    public static final Column AGE =
            new Column("Age", "string", "", "CreationTimestamp is the time when this object was created.", 0);

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
