package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.PrintedForms;

/** What all kinds with pods of their own share: a selector, and a template of pods it selects that never end. */
final class SelectedTemplate {
    private SelectedTemplate() {}

    /** A selector that is there, sound and not empty. */
    static void selector(Field spec, String kind) {
        Field selector = spec.at("selector");
        if (!selector.isPresent()) {
            selector.required("");
            return;
        }
        LabelValidation.selector(selector);
        notEmpty(selector, kind);
    }

    static void notEmpty(Field selector, String kind) {
        if (selector.isPresent() && LabelValidation.isEmpty(selector.node())) {
            selector.invalid(PrintedForms.selector(selector.node()), "empty selector is invalid for " + kind);
        }
    }

    /** A sound selector selects the template's pods; none selects nothing. */
    static void matches(Field spec) {
        Field selector = spec.at("selector");
        Field labels = spec.at("template", "metadata").at("labels");
        if (!selector.isPresent() || !LabelValidation.matches(selector.node(), labels.node())) {
            labels.invalid(PrintedForms.map(labels.node()), "`selector` does not match template `labels`");
        }
    }

    /** Pods that are always restarted and have no deadline. */
    static FieldRule neverEnds(String kind) {
        FieldRule rule = all(
                field("restartPolicy").oneOf("Always"),
                field("activeDeadlineSeconds").forbidden("activeDeadlineSeconds in " + kind + " is not Supported"));
        return spec -> rule.check(spec.at("template", "spec"));
    }

    static void immutableSelector(ObjectNode object, ObjectNode old, FieldErrors errors) {
        LabelValidation.unchanged(Field.spec(object, errors).at("selector"), Tree.get(Tree.spec(old), "selector"));
    }
}
