package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
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

    /** Drops what the server does not serve from a template about to be stored. */
    public static void prepare(JsonNode template) {
        DisabledFields.dropFromSpec(Tree.spec(template));
    }

    public static void validate(JsonNode template, Path path, FieldErrors errors) {
        JsonNode metadata = Tree.metadata(template);
        JsonNode annotations = Tree.get(metadata, "annotations");
        JsonNode spec = Tree.spec(template);
        validateMetadata(template, path, errors);
        PodSpecValidation.validate(spec, MissingNode.getInstance(), path.child("spec"), errors);
        PodAnnotations.agreeWithFields(annotations, spec, path.child("spec"), errors);
        if (!Tree.isEmpty(spec, "ephemeralContainers")) {
            errors.forbidden(
                    path.child("spec").child("ephemeralContainers"),
                    "ephemeral containers not allowed in pod template");
        }
    }

    /** A template's labels and annotations alone. */
    public static void validateMetadata(JsonNode template, Path path, FieldErrors errors) {
        JsonNode metadata = Tree.metadata(template);
        JsonNode annotations = Tree.get(metadata, "annotations");
        LabelValidation.labels(Tree.get(metadata, "labels"), path.child("labels"), errors);
        LabelValidation.annotations(annotations, path.child("annotations"), errors);
        PodAnnotations.validate(annotations, Tree.spec(template), path.child("annotations"), errors);
    }

    /** Warnings about the template below {@code path}. */
    public static List<String> warnings(JsonNode template, String path) {
        return PodWarnings.ofTemplate(template, path + ".");
    }
}
