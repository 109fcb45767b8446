package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.LabelValidation;
import dev.coracle.apiserver.validation.Names;
import dev.coracle.apiserver.validation.ObjectMetaValidation;
import dev.coracle.apiserver.validation.ResourceNames;
import dev.coracle.apiserver.validation.Taints;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runtime classes: a name pods ask for and the handler that answers; the handler never changes. */
final class RuntimeClassStrategy implements Strategy {
    private static final TableColumns COLUMNS =
            Columns.table(RuntimeClassStrategy::cells, Columns.NAME, Columns.text("Handler", ""), Columns.AGE);
    private static final Path HANDLER = Path.of("handler");
    private static final Path SCHEDULING = Path.of("scheduling");

    @Override
    public boolean allowUnconditionalUpdate() {
        return false;
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        if (Tree.isEmpty(object, "handler")) {
            errors.required(HANDLER, "");
        } else {
            Names.dnsLabel(Tree.text(object, "handler"), HANDLER, errors);
        }
        Path overhead = Path.of("overhead", "limits");
        Tree.entries(Tree.get(object, "overhead", "podFixed")).forEach(entry -> {
            ResourceNames.container(entry.getKey(), overhead.key(entry.getKey()), errors);
            ResourceNames.amount(entry.getKey(), entry.getValue(), overhead.key(entry.getKey()), errors);
        });
        LabelValidation.labels(
                Tree.get(object, "scheduling", "nodeSelector"), SCHEDULING.child("nodeSelector"), errors);
        Taints.tolerations(Tree.get(object, "scheduling", "tolerations"), SCHEDULING.child("tolerations"), errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ObjectMetaValidation.immutable(Tree.get(object, "handler"), Tree.get(old, "handler"), HANDLER, errors);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static List<@Nullable Object> cells(ObjectNode object, Instant now) {
        return List.of(Tree.name(object), Tree.text(object, "handler"), Ages.of(object, now));
    }
}
