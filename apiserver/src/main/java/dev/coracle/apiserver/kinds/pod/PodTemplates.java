package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
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

    public static void validate(Field template) {
        Field spec = template.at("spec");
        validateMetadata(template);
        PodSpecValidation.validate(spec, MissingNode.getInstance());
        PodAnnotations.agreeWithFields(template.at("metadata", "annotations").node(), spec);
        if (!spec.isEmpty("ephemeralContainers")) {
            spec.at("ephemeralContainers").forbidden("ephemeral containers not allowed in pod template");
        }
    }

    /** A template's labels and annotations alone, which upstream takes for fields of the template. */
    public static void validateMetadata(Field template) {
        Field metadata = template.with(Tree.metadata(template.node()));
        LabelValidation.labels(metadata.at("labels"));
        LabelValidation.annotations(metadata.at("annotations"));
        PodAnnotations.validate(metadata.at("annotations"), template.at("spec").node());
    }

    /** Warnings about the template below {@code path}. */
    public static List<String> warnings(JsonNode template, String path) {
        return PodWarnings.ofTemplate(template, path);
    }
}
