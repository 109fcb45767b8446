package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Service accounts have no rules beyond their metadata's. */
final class ServiceAccountStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.table(
            ServiceAccountStrategy::cells,
            Columns.NAME,
            Columns.text("Secrets", "How many secrets pods of this account may mount."),
            Columns.AGE);

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static List<@Nullable Object> cells(ObjectNode object, Instant now) {
        return List.of(Tree.name(object), Tree.get(object, "secrets").size(), Ages.of(object, now));
    }
}
