package dev.coracle.machinery.validation;

import static dev.coracle.machinery.validation.FieldRule.field;

import dev.coracle.machinery.field.ErrorType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Node taints and the tolerations that answer them. */
public final class Taints {
    private static final FieldChecks EFFECT = field("effect").oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");

    private Taints() {}

    public static void validate(Field taints) {
        Set<String> seen = new HashSet<>();
        for (Field taint : taints.each()) {
            String effect = taint.text("effect");
            LabelValidation.labelName(taint.at("key"));
            value(taint.text("value"), taint.at("value"));
            if (effect.isEmpty()) {
                taint.at("effect").required("");
            } else {
                EFFECT.check(taint);
            }
            if (!seen.add(taint.text("key") + "/" + effect)) {
                taint.errors()
                        .add(
                                ErrorType.DUPLICATE,
                                taint.path(),
                                InternalForm.of("Taint", taint.node()),
                                "taints must be unique by key and effect pair");
            }
        }
    }

    private static void value(String value, Field at) {
        List<String> wrong = QualifiedNames.value(value);
        if (!wrong.isEmpty()) {
            at.invalid(value, String.join(";", wrong));
        }
    }

    public static void toleration(Field toleration) {
        String effect = toleration.text("effect");
        String value = toleration.text("value");
        Field operator = toleration.at("operator");
        if (!toleration.isEmpty("key")) {
            LabelValidation.labelName(toleration.at("key"));
        } else if (!operator.text().equals("Exists")) {
            operator.invalid(
                    operator.text(),
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
            toleration.at("effect").invalid(effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        switch (operator.text()) {
            case "", "Equal" -> value(value, operator);
            case "Exists" -> {
                if (!value.isEmpty()) {
                    operator.invalid(value, "value must be empty when `operator` is 'Exists'");
                }
            }
            // An alpha feature: it is named here, but not served.
            case "Lt", "Gt" -> operator.notSupported(List.of("Equal", "Exists", "Lt", "Gt"));
            default -> operator.notSupported(List.of("Equal", "Exists"));
        }
        if (!effect.isEmpty()) {
            EFFECT.check(toleration);
        }
    }
}
