package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.values.GoNumbers;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.machinery.tree.Tree;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a custom resource: its name and what {@code additionalPrinterColumns} says. Immutable. */
final class CustomColumns implements TableColumns {
    private static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name must be unique within a namespace. Is required when creating resources, although some resources may "
                    + "allow a client to request the generation of an appropriate name automatically. Name is primarily "
                    + "intended for creation idempotence and configuration definition. Cannot be updated. More info: "
                    + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
            0);
    private static final Column AGE = new Column(
            "Age",
            "date",
            "",
            "CreationTimestamp is a timestamp representing the server time when this object was created. It is not "
                    + "guaranteed to be set in happens-before order across separate operations. Clients may not set this "
                    + "value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. "
                    + "Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/"
                    + "api-conventions.md#metadata",
            0);

    private final List<Column> columns;
    private final List<JsonPath> paths;

    private CustomColumns(List<Column> columns, List<JsonPath> paths) {
        this.columns = List.copyOf(columns);
        this.paths = List.copyOf(paths);
    }

    /** @param definitions {@code additionalPrinterColumns}; without any there is a column for the age */
    static CustomColumns of(JsonNode definitions) {
        List<Column> columns = new ArrayList<>(List.of(NAME));
        List<JsonPath> paths = new ArrayList<>();
        if (definitions.isEmpty()) {
            columns.add(AGE);
            paths.add(JsonPath.parse(".metadata.creationTimestamp"));
        }
        for (JsonNode column : definitions) {
            String path = Tree.text(column, "jsonPath");
            String description = Tree.text(column, "description");
            try {
                paths.add(JsonPath.parse(path));
            } catch (IllegalArgumentException e) {
                // Upstream prints the columns up to the one it cannot read.
                break;
            }
            columns.add(new Column(
                    Tree.text(column, "name"),
                    Tree.text(column, "type"),
                    Tree.text(column, "format"),
                    description.isEmpty()
                            ? "Custom resource definition column (in JSONPath format): " + path
                            : description,
                    Tree.integer(column, "priority")));
        }
        return new CustomColumns(columns, paths);
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public List<@Nullable Object> cells(ObjectNode object, Instant now) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(Tree.name(object));
        for (int i = 0; i < paths.size(); i++) {
            List<JsonNode> found = paths.get(i).find(object);
            cells.add(found.isEmpty() || found.get(0).isNull() ? null : cell(columns.get(i + 1), found.get(0), now));
        }
        return cells;
    }

    private static @Nullable Object cell(Column column, JsonNode value, Instant now) {
        return switch (column.type()) {
            case "integer" -> value.isNumber() ? value.longValue() : null;
            case "number" -> value.isNumber() ? value.doubleValue() : null;
            case "boolean" -> value.isBoolean() ? value.booleanValue() : null;
            case "date" -> value.isTextual() ? age(value.textValue(), now) : null;
            default ->
                value.isNumber() ? GoNumbers.of(value) : value.isTextual() ? value.textValue() : value.toString();
        };
    }

    private static String age(String time, Instant now) {
        try {
            return Ages.human(Duration.between(OffsetDateTime.parse(time).toInstant(), now));
        } catch (DateTimeException e) {
            return "<invalid>";
        }
    }
}
