package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.PrintedForms;
import java.util.List;

/** What of a job may change: its template only while it is suspended and has no pods. */
final class JobUpdateValidation {
    private JobUpdateValidation() {}

    static void validate(ObjectNode job, ObjectNode old, FieldErrors errors) {
        Field spec = Field.spec(job, errors);
        Field before = Field.spec(old, errors);
        JobValidation.selectedSpec(spec);
        completions(spec, before);
        LabelValidation.unchanged(spec.at("selector"), before.at("selector").node());
        template(spec, before.node(), isIdle(old));
        for (String field : List.of("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy")) {
            spec.at(field).unchanged(before.at(field));
        }
        Field policy = spec.at("successPolicy");
        if (policy.isPresent()) {
            policy.unchanged(before.at("successPolicy"), "SuccessPolicy");
        } else {
            policy.unchanged(before.at("successPolicy"));
        }
    }

    /** Suspended, known to be, and without pods. */
    private static boolean isIdle(ObjectNode job) {
        return Tree.flag(Tree.spec(job), "suspend")
                && JobStatusValidation.isTrue(Tree.status(job), "Suspended")
                && Tree.number(Tree.status(job), "active") == 0;
    }

    private static void completions(Field spec, Field before) {
        Field completions = spec.at("completions");
        if (!JobValidation.isIndexed(spec.node())) {
            completions.unchanged(before.at("completions"));
        } else if (completions.isPresent()
                && completions.number() != spec.number("parallelism")
                && !Tree.same(completions.node(), before.at("completions").node())) {
            completions.invalid("can only be modified in tandem with spec.parallelism");
        }
    }

    private static void template(Field spec, JsonNode before, boolean idle) {
        Field template = spec.at("template");
        ObjectNode old = Tree.get(before, "template").deepCopy();
        if (!idle) {
            if (!Tree.same(template.node(), old)) {
                template.invalid(PrintedForms.podTemplate(template.node()), ObjectMetaValidation.IMMUTABLE);
            }
            return;
        }
        ObjectNode oldSpec = Tree.createObject(old, "spec");
        Field podSpec = template.at("spec");
        for (String field : List.of("nodeSelector", "tolerations", "schedulingGates")) {
            Tree.copy(oldSpec, podSpec.node(), field);
        }
        ObjectNode affinity = Tree.createObject(oldSpec, "affinity");
        Tree.copy(affinity, podSpec.at("affinity").node(), "nodeAffinity");
        if (affinity.isEmpty()) {
            oldSpec.remove("affinity");
        }
        resources(oldSpec, podSpec, "containers");
        resources(oldSpec, podSpec, "initContainers");
        podSpec.unchanged(podSpec.with(oldSpec));
    }

    private static void resources(ObjectNode old, Field podSpec, String list) {
        JsonNode before = Tree.get(old, list);
        if (podSpec.at(list).size() != before.size()) {
            return;
        }
        for (Field container : podSpec.each(list)) {
            if (before.get(container.index()) instanceof ObjectNode same
                    && Tree.text(same, "name").equals(container.text("name"))) {
                Tree.copy(same, container.node(), "resources");
            }
        }
    }
}
