package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.Locale;

/** ControllerRevisions: what a StatefulSet or DaemonSet once was, never to be changed. */
final class ControllerRevisionStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Controller", "string", "Controller of the object", ControllerRevisionStrategy::controller),
            Columns.numberAsText("Revision", "@apps.v1.ControllerRevision.revision", "revision"),
            Columns.AGED);
    private static final FieldRule REVISION = field("revision").nonNegative();
    private static final FieldRule OBJECT = all(
            REVISION,
            field("data")
                    .present("data is mandatory")
                    .when(JsonNode::isObject, data -> data.required("data must be a valid JSON object")));

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        OBJECT.check(Field.of(object, errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        REVISION.check(Field.of(object, errors));
        Field data = Field.of(object, "data", errors);
        if (!data.node().equals(Tree.get(old, "data"))) {
            // Shown as what Go's RawExtension holds, an object and bytes.
            data.unchanged(Field.of(old, "data", errors));
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
