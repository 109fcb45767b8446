package dev.coracle.apiserver.kinds.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;

/** Roles and ClusterRoles: rules about resources and, in the latter, about other paths. */
final class RoleStrategy implements Strategy {
    private static final Path SELECTORS = Path.of("aggregationRule", "clusterRoleSelectors");

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
        int i = 0;
        for (JsonNode rule : Tree.get(object, "rules")) {
            rule(rule, Path.of("rules").index(i++), errors);
        }
        if (Tree.has(object, "aggregationRule")) {
            aggregation(Tree.get(object, "aggregationRule", "clusterRoleSelectors"), errors);
        }
    }

    private void rule(JsonNode rule, Path path, FieldErrors errors) {
        if (Tree.isEmpty(rule, "verbs")) {
            errors.required(path.child("verbs"), "verbs must contain at least one value");
        }
        JsonNode urls = Tree.get(rule, "nonResourceURLs");
        boolean groups = !Tree.isEmpty(rule, "apiGroups");
        boolean resources = !Tree.isEmpty(rule, "resources");
        if (!urls.isEmpty()) {
            if (namespaced) {
                errors.invalid(
                        path.child("nonResourceURLs"), urls, "namespaced rules cannot apply to non-resource URLs");
            }
            if (groups || resources || !Tree.isEmpty(rule, "resourceNames")) {
                errors.invalid(
                        path.child("nonResourceURLs"),
                        urls,
                        "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        if (!groups) {
            errors.required(path.child("apiGroups"), "resource rules must supply at least one api group");
        }
        if (!resources) {
            errors.required(path.child("resources"), "resource rules must supply at least one resource");
        }
    }

    private static void aggregation(JsonNode selectors, FieldErrors errors) {
        if (selectors.isEmpty()) {
            errors.required(SELECTORS, "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }
        int i = 0;
        for (JsonNode selector : selectors) {
            Path at = SELECTORS.index(i++);
            LabelValidation.selector(selector, at, errors);
            if (!LabelValidation.isUsable(selector)) {
                errors.invalid(at, null, "invalid label selector.");
            }
        }
    }
}
