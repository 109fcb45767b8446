package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.LabelValidation;
import java.util.List;

/** Pod templates, for every kind that has one. */
public final class PodTemplates {
    private PodTemplates() {}

    /** Fills in the template below {@code owner}, made when it is not there. */
    public static void setDefaults(ObjectNode owner) {
        ObjectNode template = Tree.createObject(owner, "template");
        Tree.createObject(template, "metadata");
        PodDefaults.spec(Tree.createObject(template, "spec"));
    }

    public static void validate(JsonNode template, Path path, FieldErrors errors) {
        JsonNode metadata = Tree.metadata(template);
        JsonNode spec = Tree.spec(template);
        LabelValidation.labels(Tree.get(metadata, "labels"), path.child("labels"), errors);
        LabelValidation.annotations(Tree.get(metadata, "annotations"), path.child("annotations"), errors);
        PodSpecValidation.validate(spec, false, path.child("spec"), errors);
        if (!Tree.isEmpty(spec, "ephemeralContainers")) {
            errors.forbidden(
                    path.child("spec").child("ephemeralContainers"),
                    "ephemeral containers not allowed in pod template");
        }
    }

    /** Warnings about the template below {@code path}. */
    public static List<String> warnings(JsonNode template, String path) {
        return PodWarnings.of(Tree.spec(template), path + ".spec");
    }
}
