package dev.coracle.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns objects of one resource into {@code meta.k8s.io/v1 Table} documents. Objects come in the stored version and are
 * not changed; their metadata is shared with the table, not copied, so the table is for writing out, not for editing.
 */
public final class TablePrinter {
    private static final String GROUP = "meta.k8s.io/";

    private final TableColumns columns;
    private final ServedVersion served;
    private final IncludeObject include;
    private final String version;

    /**
     * A printer for one request.
     *
     * @param version of the meta.k8s.io group, as in the request's {@code v=}: v1 or v1beta1
     */
    public TablePrinter(Resource resource, ServedVersion served, IncludeObject include, String version) {
        this(resource.strategy().columns(), served, include, version);
    }

    /** A printer with other columns than the resource's. */
    public TablePrinter(TableColumns columns, ServedVersion served, IncludeObject include, String version) {
        this.columns = columns;
        this.served = served;
        this.include = include;
        this.version = GROUP + version;
    }

    /**
     * A list.
     *
     * @param listMetadata the list's own metadata (resourceVersion, continue, remainingItemCount)
     */
    public ObjectNode list(JsonNode listMetadata, Iterable<ObjectNode> objects, Instant now) {
        ObjectNode table = table(listMetadata, true);
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : inOrder(objects)) {
            row(rows.addObject(), object, now);
        }
        return table;
    }

    private Iterable<ObjectNode> inOrder(Iterable<ObjectNode> objects) {
        Optional<Comparator<ObjectNode>> order = columns.order();
        if (order.isEmpty()) {
            return objects;
        }
        List<ObjectNode> sorted = new ArrayList<>();
        objects.forEach(sorted::add);
        sorted.sort(order.get());
        return sorted;
    }

    /** One object as a table of one row. */
    public ObjectNode single(ObjectNode object, Instant now) {
        return event(object, true, now);
    }

    /** The object of one watch event; only a watch's first carries the column definitions. */
    public ObjectNode event(ObjectNode object, boolean first, Instant now) {
        ObjectNode metadata = Tree.newObject();
        metadata.put("resourceVersion", Tree.text(Tree.metadata(object), "resourceVersion"));
        ObjectNode table = table(metadata, first);
        row(table.putArray("rows").addObject(), object, now);
        return table;
    }

    private ObjectNode table(JsonNode metadata, boolean headers) {
        ObjectNode table = Tree.newObject();
        table.put("kind", "Table").put("apiVersion", version);
        table.set("metadata", metadata);
        if (!headers) {
            table.putNull("columnDefinitions");
            return table;
        }
        ArrayNode definitions = table.putArray("columnDefinitions");
        for (TableColumns.Column column : columns.columns()) {
            definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", Descriptions.of(column.description()))
                    .put("priority", column.priority());
        }
        return table;
    }

    private void row(ObjectNode row, ObjectNode object, Instant now) {
        List<@Nullable Object> values = columns.cells(object, now);
        ArrayNode cells = row.putArray("cells");
        for (Object value : values) {
            add(cells, value);
        }
        List<TableColumns.RowCondition> conditions = columns.conditions(object);
        if (!conditions.isEmpty()) {
            ArrayNode list = row.putArray("conditions");
            for (TableColumns.RowCondition condition : conditions) {
                list.addObject()
                        .put("type", condition.type())
                        .put("status", "True")
                        .put("reason", condition.reason())
                        .put("message", condition.message());
            }
        }
        switch (include) {
            case NONE -> row.putNull("object");
            case METADATA -> {
                ObjectNode partial = row.putObject("object");
                partial.put("kind", "PartialObjectMetadata").put("apiVersion", version);
                partial.set("metadata", object.path("metadata"));
            }
            case OBJECT -> row.set("object", served(object));
        }
    }

    private ObjectNode served(ObjectNode object) {
        if (served.isStored()) {
            return object;
        }
        ObjectNode converted = object.deepCopy();
        served.conversion().fromStored(converted);
        return converted;
    }

    private static void add(ArrayNode cells, @Nullable Object value) {
        if (value instanceof String text) {
            cells.add(text);
        } else if (value instanceof Integer number) {
            cells.add(number.intValue());
        } else if (value instanceof Long number) {
            cells.add(number.longValue());
        } else if (value instanceof Boolean flag) {
            cells.add(flag.booleanValue());
        } else if (value instanceof Double number) {
            cells.add(number.doubleValue());
        } else if (value == null) {
            cells.addNull();
        } else {
            throw new IllegalArgumentException("a cell is a String, Integer, Long, Double, Boolean or null, not a "
                    + value.getClass().getName());
        }
    }
}
