package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.Shown;
import java.util.List;

/** What all kinds with pods of their own share: a selector, and a template of pods it selects that never end. */
final class SelectedTemplate {
    private static final Path SELECTOR = Path.of("spec", "selector");
    private static final Path TEMPLATE = Path.of("spec", "template");

    private SelectedTemplate() {}

    /** A selector that is there, sound and not empty. */
    static void selector(JsonNode spec, String kind, FieldErrors errors) {
        JsonNode selector = Tree.get(spec, "selector");
        if (selector.isMissingNode()) {
            errors.required(SELECTOR, "");
            return;
        }
        LabelValidation.selector(selector, SELECTOR, errors);
        notEmpty(selector, kind, errors);
    }

    static void notEmpty(JsonNode selector, String kind, FieldErrors errors) {
        if (!selector.isMissingNode() && LabelValidation.isEmpty(selector)) {
            errors.invalid(SELECTOR, Shown.selector(selector), "empty selector is invalid for " + kind);
        }
    }

    /** A sound selector selects the template's pods; none selects nothing. */
    static void matches(JsonNode spec, FieldErrors errors) {
        JsonNode selector = Tree.get(spec, "selector");
        JsonNode labels = Tree.get(Tree.metadata(Tree.get(spec, "template")), "labels");
        if (selector.isMissingNode() || !LabelValidation.matches(selector, labels)) {
            errors.invalid(
                    TEMPLATE.child("metadata").child("labels"),
                    Shown.map(labels),
                    "`selector` does not match template `labels`");
        }
    }

    /** Pods that are always restarted and have no deadline. */
    static void neverEnds(JsonNode spec, String kind, FieldErrors errors) {
        JsonNode podSpec = Tree.spec(Tree.get(spec, "template"));
        String policy = Tree.text(podSpec, "restartPolicy");
        if (!policy.equals("Always")) {
            errors.notSupported(TEMPLATE.child("spec").child("restartPolicy"), policy, List.of("Always"));
        }
        if (Tree.has(podSpec, "activeDeadlineSeconds")) {
            errors.forbidden(
                    TEMPLATE.child("spec").child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }

    static void immutableSelector(ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode now = Tree.get(Tree.spec(object), "selector");
        if (!Tree.same(now, Tree.get(Tree.spec(old), "selector"))) {
            errors.invalid(SELECTOR, Shown.selector(now), ObjectMetaValidation.IMMUTABLE);
        }
    }
}
