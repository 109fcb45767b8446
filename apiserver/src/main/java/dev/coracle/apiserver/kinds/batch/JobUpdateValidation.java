package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.Shown;

/** What of a job may change: its template only while it is suspended and has no pods. */
final class JobUpdateValidation {
    private static final String[] SCHEDULING = {"nodeSelector", "tolerations", "schedulingGates"};

    private JobUpdateValidation() {}

    static void validate(ObjectNode job, ObjectNode old, Path path, FieldErrors errors) {
        JsonNode spec = Tree.spec(job);
        JsonNode before = Tree.spec(old);
        JobValidation.selectedSpec(spec, path, errors);
        completions(spec, before, path.child("completions"), errors);
        if (!same(spec, before, "selector")) {
            errors.invalid(
                    path.child("selector"), Shown.selector(Tree.get(spec, "selector")), ObjectMetaValidation.IMMUTABLE);
        }
        template(spec, before, isIdle(old), path, errors);
        immutable(spec, before, "completionMode", path, errors);
        immutable(spec, before, "podFailurePolicy", path, errors);
        immutable(spec, before, "backoffLimitPerIndex", path, errors);
        immutable(spec, before, "managedBy", path, errors);
        if (!same(spec, before, "successPolicy")) {
            JsonNode policy = Tree.get(spec, "successPolicy");
            errors.invalid(
                    path.child("successPolicy"),
                    policy.isMissingNode() ? null : InternalForm.of("SuccessPolicy", policy),
                    ObjectMetaValidation.IMMUTABLE);
        }
    }

    private static boolean same(JsonNode spec, JsonNode before, String field) {
        return Tree.same(Tree.get(spec, field), Tree.get(before, field));
    }

    private static void immutable(JsonNode spec, JsonNode before, String field, Path path, FieldErrors errors) {
        ObjectMetaValidation.immutable(Tree.get(spec, field), Tree.get(before, field), path.child(field), errors);
    }

    /** Suspended, known to be, and without pods. */
    private static boolean isIdle(ObjectNode job) {
        return Tree.flag(Tree.spec(job), "suspend")
                && JobStatusValidation.isTrue(Tree.status(job), "Suspended")
                && Tree.number(Tree.status(job), "active") == 0;
    }

    private static void completions(JsonNode spec, JsonNode before, Path path, FieldErrors errors) {
        if (!JobValidation.isIndexed(spec)) {
            ObjectMetaValidation.immutable(
                    Tree.get(spec, "completions"), Tree.get(before, "completions"), path, errors);
            return;
        }
        long completions = Tree.number(spec, "completions");
        if (!same(spec, before, "completions")
                && Tree.has(spec, "completions")
                && completions != Tree.number(spec, "parallelism")) {
            errors.invalid(path, completions, "can only be modified in tandem with spec.parallelism");
        }
    }

    private static void template(JsonNode spec, JsonNode before, boolean idle, Path path, FieldErrors errors) {
        JsonNode template = Tree.get(spec, "template");
        ObjectNode old = Tree.get(before, "template").deepCopy();
        if (!idle) {
            if (!Tree.same(template, old)) {
                errors.invalid(path.child("template"), Shown.podTemplate(template), ObjectMetaValidation.IMMUTABLE);
            }
            return;
        }
        ObjectNode oldSpec = Tree.createObject(old, "spec");
        JsonNode podSpec = Tree.spec(template);
        for (String field : SCHEDULING) {
            take(oldSpec, podSpec, field);
        }
        ObjectNode affinity = Tree.createObject(oldSpec, "affinity");
        take(affinity, Tree.get(podSpec, "affinity"), "nodeAffinity");
        if (affinity.isEmpty()) {
            oldSpec.remove("affinity");
        }
        resources(oldSpec, podSpec, "containers");
        resources(oldSpec, podSpec, "initContainers");
        if (!Tree.same(podSpec, oldSpec)) {
            errors.invalid(path.child("template.spec"), podSpec, ObjectMetaValidation.IMMUTABLE);
        }
    }

    private static void take(ObjectNode to, JsonNode from, String field) {
        if (Tree.has(from, field)) {
            to.set(field, from.get(field));
        } else {
            to.remove(field);
        }
    }

    private static void resources(ObjectNode old, JsonNode now, String list) {
        JsonNode containers = Tree.get(now, list);
        JsonNode before = Tree.get(old, list);
        for (int i = 0; containers.size() == before.size() && i < containers.size(); i++) {
            if (before.get(i) instanceof ObjectNode container
                    && Tree.text(container, "name").equals(Tree.text(containers.get(i), "name"))) {
                take(container, containers.get(i), "resources");
            }
        }
    }
}
