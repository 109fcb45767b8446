package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a quota counts: all there is, or what has some property. */
final class ScopeValidation {
    private static final Set<String> POD_AMOUNTS =
            Set.of("pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");
    private static final Set<String> CLAIM_AMOUNTS = Set.of("persistentvolumeclaims", "requests.storage");
    private static final Set<String> SCOPE_NAMES = Set.of(
            "Terminating",
            "NotTerminating",
            "BestEffort",
            "NotBestEffort",
            "PriorityClass",
            "VolumeAttributesClass",
            "CrossNamespacePodAffinity");
    private static final Set<String> EXISTS_ONLY =
            Set.of("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity");

    private ScopeValidation() {}

    static void validate(Field spec) {
        Field scopes = spec.at("scopes");
        for (JsonNode scope : scopes.node()) {
            if (!SCOPE_NAMES.contains(scope.asText())) {
                scopes.invalid("unsupported scope");
            }
            for (int i = misfits(spec, scope.asText()); i > 0; i--) {
                scopes.invalid("unsupported scope applied to resource");
            }
        }
        conflicts(scopes.texts(), scopes, scopes.node());
        if (spec.has("scopeSelector")) {
            selector(spec);
        }
    }

    /** How many of the quota's resources the scope has nothing to say of. */
    private static int misfits(Field spec, String scope) {
        int misfits = 0;
        for (Map.Entry<String, JsonNode> amount : Tree.entries(spec.at("hard").node())) {
            String name = amount.getKey();
            boolean fits = switch (scope) {
                case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity" ->
                    POD_AMOUNTS.contains(name);
                case "BestEffort" -> name.equals("pods");
                case "VolumeAttributesClass" -> CLAIM_AMOUNTS.contains(name);
                default -> true;
            };
            misfits += ResourceNames.isStandardQuota(name) && !fits ? 1 : 0;
        }
        return misfits;
    }

    private static void conflicts(Set<String> names, Field at, JsonNode shown) {
        for (String scope : List.of("BestEffort", "Terminating")) {
            if (names.contains(scope) && names.contains("Not" + scope)) {
                at.invalid(shown, "conflicting scopes");
            }
        }
    }

    private static void selector(Field spec) {
        Field selector = spec.at("scopeSelector");
        Field expressions = selector.at("matchExpressions");
        for (JsonNode item : expressions.node()) {
            // Upstream leaves the index out.
            Field requirement = expressions.with(item);
            Field scope = requirement.at("scopeName");
            if (!SCOPE_NAMES.contains(scope.text())) {
                scope.invalid(scope.text(), "unsupported scope");
            }
            for (int i = misfits(spec, scope.text()); i > 0; i--) {
                requirement.invalid(
                        InternalForm.of("ScopeSelector", selector.node()), "unsupported scope applied to resource");
            }
            requirement(requirement, scope.text());
        }
        conflicts(expressions.texts("scopeName"), expressions, spec.at("scopes").node());
    }

    private static void requirement(Field requirement, String scope) {
        Field operator = requirement.at("operator");
        Field values = requirement.at("values");
        if (EXISTS_ONLY.contains(scope) && !operator.text().equals("Exists")) {
            operator.invalid(
                    operator.text(),
                    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                            + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                            + " ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
        }
        switch (operator.text()) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    values.required("must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    values.invalid("must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                }
            }
            default -> operator.invalid(operator.text(), "not a valid selector operator");
        }
    }

    static void immutable(Field spec, JsonNode old) {
        Field scopes = spec.at("scopes");
        if (!scopes.texts().equals(scopes.with(Tree.get(old, "scopes")).texts())) {
            scopes.invalid(ObjectMetaValidation.IMMUTABLE);
        }
    }
}
