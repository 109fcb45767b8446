package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two columns of a kind that has none of its own. */
final class NameAndAge implements TableColumns {
    static final NameAndAge INSTANCE = new NameAndAge();

    private static final List<Column> COLUMNS = List.of(
            new Column("Name", "string", "name", "@meta.v1.ObjectMeta.name", 0),
            new Column("Created At", "date", "", "@meta.v1.ObjectMeta.creationTimestamp", 0));

    private NameAndAge() {}

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<@Nullable Object> cells(ObjectNode object, Instant now) {
        return Arrays.asList(
                object.at("/metadata/name").asText(),
                object.at("/metadata/creationTimestamp").asText(null));
    }
}
