package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;

/** A whole pod, as opposed to a template: upstream's ValidatePodCreate and what it shares with updates. */
final class PodValidation {
    private static final FieldRule IMAGES = all(
            each("containers").to(ContainerValidation.IMAGE),
            each("initContainers").to(ContainerValidation.IMAGE));
    private static final FieldRule NO_TOKENS = each("volumes")
            .to(field("projected")
                    .to(each("sources")
                            .to(field("serviceAccountToken")
                                    .forbidden("must not be specified when serviceAccountName is not set"))));

    private PodValidation() {}

    static void create(ObjectNode pod, FieldErrors errors) {
        pod(pod, errors);
        Field spec = Field.spec(pod, errors);
        if (!spec.isEmpty("ephemeralContainers")) {
            spec.at("ephemeralContainers").forbidden("cannot be set on create");
        }
        if (!spec.isEmpty("nodeName") && !spec.isEmpty("schedulingGates")) {
            spec.at("nodeName").forbidden("cannot be set until all schedulingGates have been cleared");
        }
        PodAnnotations.agreeWithFields(Field.annotations(pod, errors).node(), spec);
    }

    static void pod(ObjectNode pod, FieldErrors errors) {
        Field spec = Field.spec(pod, errors);
        PodAnnotations.validate(Field.annotations(pod, errors), spec.node());
        PodSpecValidation.validate(spec, pod);
        if (spec.isEmpty("serviceAccountName")) {
            NO_TOKENS.check(spec);
        }
        IMAGES.check(spec);
    }
}
