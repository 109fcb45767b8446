package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;
import java.util.List;

/** Service accounts have no rules beyond their metadata's. */
final class ServiceAccountStrategy implements Strategy {
    private static final String MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";
    private static final TableColumns COLUMNS = Columns.of(Columns.NAMED, Columns.AGED);

    @Override
    public List<String> warnings(ObjectNode object) {
        return Tree.text(Tree.get(Tree.metadata(object), "annotations"), MOUNTABLE)
                        .equals("true")
                ? List.of("metadata.annotations[" + MOUNTABLE
                        + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets")
                : List.of();
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return warnings(old).isEmpty() ? warnings(object) : List.of();
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
