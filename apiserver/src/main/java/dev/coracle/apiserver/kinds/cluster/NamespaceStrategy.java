package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import java.util.Map;
import java.util.function.Function;

/**
 * Namespaces: they live from Active to Terminating, and stay until the namespace controller has emptied them and taken
 * its finalizer out of {@code spec.finalizers} through the {@code finalize} subresource.
 */
final class NamespaceStrategy implements Strategy {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";
    private static final String FINALIZER = "kubernetes";
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED, Columns.text("Status", "The status of the namespace", "status.phase"), Columns.AGED);
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE =
            Map.of("status.phase", namespace -> Tree.text(Tree.status(namespace), "phase"));

    @Override
    public NameRule nameRule() {
        return NameRule.DNS_LABEL;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Tree.setDefault(Tree.createObject(object, "status"), "phase", "Active");
        label(object);
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        object.putObject("status").put("phase", "Active");
        label(object);
        ArrayNode finalizers = Tree.createList(Tree.createObject(object, "spec"), "finalizers");
        for (JsonNode finalizer : finalizers) {
            if (finalizer.asText().equals(FINALIZER)) {
                return;
            }
        }
        finalizers.add(FINALIZER);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        if (!context.subresource().equals("finalize")) {
            JsonNode spec = Tree.spec(old);
            if (spec.isMissingNode()) {
                object.remove("spec");
            } else {
                object.set("spec", spec.deepCopy());
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        finalizers(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (context.subresource().equals("finalize")) {
            finalizers(object, errors);
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        boolean deleting = Tree.has(Tree.metadata(object), "deletionTimestamp");
        String phase = Tree.text(Tree.status(object), "phase");
        Field shown = Field.status(object, errors).at("phase").as("Phase");
        if (!deleting && !phase.equals("Active")) {
            shown.invalid(phase, "may only be 'Active' if `deletionTimestamp` is empty");
        }
        if (deleting && !phase.equals("Terminating")) {
            shown.invalid(phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
        }
    }

    @Override
    public void markDeleting(ObjectNode object) {
        Tree.createObject(object, "status").put("phase", "Terminating");
    }

    @Override
    public boolean mayBeRemoved(ObjectNode object) {
        return Tree.isEmpty(Tree.spec(object), "finalizers");
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static void label(ObjectNode object) {
        String name = Tree.name(object);
        if (!name.isEmpty()) {
            Tree.createObject(Tree.createObject(object, "metadata"), "labels").put(NAME_LABEL, name);
        }
    }

    private static void finalizers(ObjectNode object, FieldErrors errors) {
        Field finalizers = Field.spec(object, errors).at("finalizers");
        for (JsonNode finalizer : finalizers.node()) {
            LabelValidation.labelName(finalizers.with(finalizer));
            LabelValidation.kubernetesFinalizer(finalizers.with(finalizer));
        }
    }
}
