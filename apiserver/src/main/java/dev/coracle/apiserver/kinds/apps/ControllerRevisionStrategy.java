package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.util.Locale;

/** ControllerRevisions: what a StatefulSet or DaemonSet once was, never to be changed. */
final class ControllerRevisionStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Controller", "string", "Controller of the object", ControllerRevisionStrategy::controller),
            Columns.numberAsText("Revision", "@apps.v1.ControllerRevision.revision", "revision"),
            Columns.AGED);
    private static final Path DATA = Path.of("data");

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Numbers.nonNegative(object, "revision", Path.of(), errors);
        JsonNode data = Tree.get(object, "data");
        if (data.isMissingNode()) {
            errors.required(DATA, "data is mandatory");
        } else if (!data.isObject()) {
            errors.required(DATA, "data must be a valid JSON object");
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Numbers.nonNegative(object, "revision", Path.of(), errors);
        JsonNode data = Tree.get(object, "data");
        if (!data.equals(Tree.get(old, "data"))) {
            // Shown as what Go's RawExtension holds, an object and bytes.
            ObjectMetaValidation.immutable(data, Tree.get(old, "data"), DATA, errors);
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String controller(ObjectNode object) {
        for (JsonNode owner : Tree.get(Tree.metadata(object), "ownerReferences")) {
            if (Tree.flag(owner, "controller")) {
                String version = Tree.text(owner, "apiVersion");
                int slash = version.indexOf('/');
                String kind = Tree.text(owner, "kind") + (slash < 0 ? "" : "." + version.substring(0, slash));
                return kind.toLowerCase(Locale.ROOT) + "/" + Tree.text(owner, "name");
            }
        }
        return Columns.NONE;
    }
}
