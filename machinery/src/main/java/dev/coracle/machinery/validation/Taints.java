package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Node taints and the tolerations that answer them. */
public final class Taints {
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private Taints() {}

    public static void validate(JsonNode taints, Path path, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (JsonNode taint : taints) {
            Path at = path.index(i++);
            String key = Tree.text(taint, "key");
            String effect = Tree.text(taint, "effect");
            LabelValidation.labelName(key, at.child("key"), errors);
            List<String> wrong = QualifiedNames.value(Tree.text(taint, "value"));
            if (!wrong.isEmpty()) {
                errors.invalid(at.child("value"), Tree.text(taint, "value"), String.join(";", wrong));
            }
            if (effect.isEmpty()) {
                errors.required(at.child("effect"), "");
            } else {
                effect(effect, at, errors);
            }
            if (!seen.add(key + "/" + effect)) {
                errors.add(
                        ErrorType.DUPLICATE,
                        at,
                        InternalForm.of("Taint", taint),
                        "taints must be unique by key and effect pair");
            }
        }
    }

    public static void tolerations(JsonNode tolerations, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode toleration : tolerations) {
            toleration(toleration, path.index(i++), errors);
        }
    }

    private static void toleration(JsonNode toleration, Path path, FieldErrors errors) {
        String key = Tree.text(toleration, "key");
        String operator = Tree.text(toleration, "operator");
        String effect = Tree.text(toleration, "effect");
        String value = Tree.text(toleration, "value");
        if (!key.isEmpty()) {
            LabelValidation.labelName(key, path.child("key"), errors);
        } else if (!operator.equals("Exists")) {
            errors.invalid(
                    path.child("operator"),
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (Tree.has(toleration, "tolerationSeconds") && !effect.equals("NoExecute")) {
            errors.invalid(path.child("effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        switch (operator) {
            case "", "Equal" -> {
                List<String> wrong = QualifiedNames.value(value);
                if (!wrong.isEmpty()) {
                    errors.invalid(path.child("operator"), value, String.join(";", wrong));
                }
            }
            case "Exists" -> {
                if (!value.isEmpty()) {
                    errors.invalid(path.child("operator"), value, "value must be empty when `operator` is 'Exists'");
                }
            }
            case "Lt", "Gt" ->
                // An alpha feature: it is named here, but not served.
                errors.notSupported(path.child("operator"), operator, List.of("Equal", "Exists", "Lt", "Gt"));
            default -> errors.notSupported(path.child("operator"), operator, List.of("Equal", "Exists"));
        }
        if (!effect.isEmpty()) {
            effect(effect, path, errors);
        }
    }

    private static void effect(String effect, Path path, FieldErrors errors) {
        if (!EFFECTS.contains(effect)) {
            errors.notSupported(path.child("effect"), effect, EFFECTS);
        }
    }
}
