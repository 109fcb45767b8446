package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a quota counts: all there is, or what has some property. */
final class ScopeValidation {
    private static final Path SCOPES = Path.of("spec", "scopes");
    private static final Path EXPRESSIONS = Path.of("spec", "scopeSelector", "matchExpressions");
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

    static void validate(JsonNode spec, FieldErrors errors) {
        JsonNode scopes = Tree.get(spec, "scopes");
        List<String> names = new ArrayList<>();
        for (JsonNode scope : scopes) {
            names.add(scope.asText());
            if (!SCOPE_NAMES.contains(scope.asText())) {
                errors.invalid(SCOPES, scopes, "unsupported scope");
            }
            for (int i = 0; i < misfits(spec, scope.asText()); i++) {
                errors.invalid(SCOPES, scopes, "unsupported scope applied to resource");
            }
        }
        conflicts(names, SCOPES, scopes, errors);
        if (Tree.has(spec, "scopeSelector")) {
            selector(spec, errors);
        }
    }

    /** How many of the quota's resources the scope has nothing to say of. */
    private static int misfits(JsonNode spec, String scope) {
        int misfits = 0;
        for (String name : new TreeSet<>(names(Tree.get(spec, "hard")))) {
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

    private static List<String> names(JsonNode map) {
        List<String> names = new ArrayList<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void conflicts(List<String> names, Path path, JsonNode shown, FieldErrors errors) {
        for (String scope : new String[] {"BestEffort", "Terminating"}) {
            if (names.contains(scope) && names.contains("Not" + scope)) {
                errors.invalid(path, shown.isMissingNode() ? NullNode.instance : shown, "conflicting scopes");
            }
        }
    }

    private static void selector(JsonNode spec, FieldErrors errors) {
        List<String> names = new ArrayList<>();
        for (JsonNode requirement : Tree.get(spec, "scopeSelector", "matchExpressions")) {
            String scope = Tree.text(requirement, "scopeName");
            names.add(scope);
            if (!SCOPE_NAMES.contains(scope)) {
                errors.invalid(EXPRESSIONS.child("scopeName"), scope, "unsupported scope");
            }
            for (int i = 0; i < misfits(spec, scope); i++) {
                errors.invalid(
                        EXPRESSIONS,
                        InternalForm.of("ScopeSelector", Tree.get(spec, "scopeSelector")),
                        "unsupported scope applied to resource");
            }
            requirement(requirement, scope, errors);
        }
        conflicts(names, EXPRESSIONS, Tree.get(spec, "scopes"), errors);
    }

    private static void requirement(JsonNode requirement, String scope, FieldErrors errors) {
        String operator = Tree.text(requirement, "operator");
        JsonNode values = Tree.get(requirement, "values");
        if (EXISTS_ONLY.contains(scope) && !operator.equals("Exists")) {
            errors.invalid(
                    EXPRESSIONS.child("operator"),
                    operator,
                    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                            + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                            + " ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
        }
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.required(
                            EXPRESSIONS.child("values"),
                            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.invalid(
                            EXPRESSIONS.child("values"),
                            values,
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                }
            }
            default -> errors.invalid(EXPRESSIONS.child("operator"), operator, "not a valid selector operator");
        }
    }

    static void immutable(JsonNode spec, JsonNode old, FieldErrors errors) {
        JsonNode scopes = Tree.get(spec, "scopes");
        Set<String> now = new TreeSet<>();
        Set<String> before = new TreeSet<>();
        scopes.forEach(scope -> now.add(scope.asText()));
        Tree.get(old, "scopes").forEach(scope -> before.add(scope.asText()));
        if (!now.equals(before)) {
            errors.invalid(SCOPES, scopes.isMissingNode() ? NullNode.instance : scopes, ObjectMetaValidation.IMMUTABLE);
        }
    }
}
