package dev.coracle.apiserver.kinds.config;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;

/** Service accounts have no rules beyond their metadata's. */
final class ServiceAccountStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(Columns.NAMED, Columns.AGED);

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
