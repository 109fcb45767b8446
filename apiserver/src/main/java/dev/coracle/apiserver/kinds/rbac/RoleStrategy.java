package dev.coracle.apiserver.kinds.rbac;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;

/** Roles and ClusterRoles: rules about resources and, in the latter, about other paths. */
final class RoleStrategy implements Strategy {
    private static final FieldRule VERBS = field("verbs").required("verbs must contain at least one value");
    private static final FieldRule RESOURCES = all(
            field("apiGroups").required("resource rules must supply at least one api group"),
            field("resources").required("resource rules must supply at least one resource"));
    private static final FieldRule AGGREGATION = field("aggregationRule")
            .to(field("clusterRoleSelectors")
                    .required("at least one clusterRoleSelector required if aggregationRule is non-nil")
                    .eachTo(RoleStrategy::selector));

    private final boolean namespaced;

    RoleStrategy(boolean namespaced) {
        this.namespaced = namespaced;
    }

    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field role = Field.of(object, errors);
        role.each("rules").forEach(namespaced ? RoleStrategy::namespacedRule : RoleStrategy::rule);
        AGGREGATION.check(role);
    }

    private static void namespacedRule(Field rule) {
        Field urls = rule.at("nonResourceURLs");
        VERBS.check(rule);
        if (!urls.isEmpty()) {
            urls.invalid("namespaced rules cannot apply to non-resource URLs");
        }
        paths(rule);
    }

    private static void rule(Field rule) {
        VERBS.check(rule);
        paths(rule);
    }

    /** A rule is of resources or of other paths. */
    private static void paths(Field rule) {
        Field urls = rule.at("nonResourceURLs");
        if (urls.isEmpty()) {
            RESOURCES.check(rule);
        } else if (!rule.isEmpty("apiGroups") || !rule.isEmpty("resources") || !rule.isEmpty("resourceNames")) {
            urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
        }
    }

    private static void selector(Field selector) {
        LabelValidation.selector(selector);
        if (!LabelValidation.isUsable(selector.node())) {
            selector.invalid(null, "invalid label selector.");
        }
    }
}
