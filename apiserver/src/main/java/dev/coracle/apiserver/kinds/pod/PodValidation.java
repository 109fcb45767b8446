package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;

/** A whole pod, as opposed to a template: upstream's ValidatePodCreate and what it shares with updates. */
final class PodValidation {
    private static final Path SPEC = Path.of("spec");
    private static final Path ANNOTATIONS = Path.of("metadata", "annotations");

    private PodValidation() {}

    static void create(ObjectNode pod, FieldErrors errors) {
        pod(pod, errors);
        JsonNode spec = Tree.spec(pod);
        if (!Tree.isEmpty(spec, "ephemeralContainers")) {
            errors.forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create");
        }
        if (!Tree.isEmpty(spec, "nodeName") && !Tree.isEmpty(spec, "schedulingGates")) {
            errors.forbidden(SPEC.child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        }
        PodAnnotations.agreeWithFields(Tree.get(Tree.metadata(pod), "annotations"), spec, SPEC, errors);
    }

    static void pod(ObjectNode pod, FieldErrors errors) {
        JsonNode spec = Tree.spec(pod);
        PodAnnotations.validate(Tree.get(Tree.metadata(pod), "annotations"), spec, ANNOTATIONS, errors);
        PodSpecValidation.validate(spec, pod, SPEC, errors);
        if (Tree.isEmpty(spec, "serviceAccountName")) {
            tokens(Tree.get(spec, "volumes"), errors);
        }
        for (String list : new String[] {"containers", "initContainers"}) {
            int i = 0;
            for (JsonNode container : Tree.get(spec, list)) {
                ContainerValidation.image(container, SPEC.child(list).index(i++), errors);
            }
        }
    }

    private static void tokens(JsonNode volumes, FieldErrors errors) {
        int i = 0;
        for (JsonNode volume : volumes) {
            int j = 0;
            for (JsonNode source : Tree.get(volume, "projected", "sources")) {
                if (Tree.has(source, "serviceAccountToken")) {
                    errors.forbidden(
                            SPEC.child("volumes")
                                    .index(i)
                                    .child("projected")
                                    .child("sources")
                                    .index(j)
                                    .child("serviceAccountToken"),
                            "must not be specified when serviceAccountName is not set");
                }
                j++;
            }
            i++;
        }
    }
}
