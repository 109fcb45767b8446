package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a kind is printed as a {@code meta.k8s.io/v1 Table}. */
public interface TableColumns {
    /** The two columns of a kind that has none of its own. */
    static TableColumns nameAndAge() {
        return NameAndAge.INSTANCE;
    }

    List<Column> columns();

    /** One cell per column: a String, Integer, Long, Double, Boolean or null. */
    List<@Nullable Object> cells(ObjectNode object, Instant now);

    /** The order of a list's rows, where it is not that of their names. */
    default Optional<Comparator<ObjectNode>> order() {
        return Optional.empty();
    }

    /** What holds of a row as a whole: a pod that has ended is {@code Completed}. */
    default List<RowCondition> conditions(ObjectNode object) {
        return List.of();
    }

    /** A condition that is true of a row. */
    record RowCondition(String type, String reason, String message) {}

    /**
     * One column's heading.
     *
     * @param type string, integer, date, boolean
     * @param description a text, or {@code @core.v1.PodSpec.nodeName} for what OpenAPI says of that field
     * @param format empty, or "name" for the column that names the object
     * @param priority 0 is always shown, more only in wide output
     */
    record Column(String name, String type, String format, String description, int priority) {}
}
