package dev.coracle.machinery.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Lists of {@code metav1.Condition}: apimachinery's ValidateConditions (v1.36). */
public final class Conditions {
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");
    private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");
    private static final int MAX_REASON = 1024;
    private static final int MAX_MESSAGE = 32 * 1024;

    private Conditions() {}

    public static void validate(Field conditions) {
        Set<String> types = new HashSet<>();
        for (Field condition : conditions.each()) {
            if (!types.add(condition.at("type").text())) {
                condition.at("type").duplicate();
            }
            validateOne(condition);
        }
    }

    private static void validateOne(Field condition) {
        LabelValidation.labelName(condition.at("type"));
        condition.at("status").oneOf(STATUSES);
        if (condition.at("observedGeneration").number() < 0) {
            condition.at("observedGeneration").invalid("must be greater than or equal to zero");
        }
        if (!condition.at("lastTransitionTime").isPresent()) {
            condition.at("lastTransitionTime").required("");
        }
        Field reason = condition.at("reason");
        if (reason.isEmpty()) {
            reason.required("");
        } else {
            if (!REASON.matcher(reason.text()).matches()) {
                reason.invalid(
                        "a condition reason must start with alphabetic character, optionally followed by a string"
                                + " of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
                                + " (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB',"
                                + " regex used for validation is '" + REASON.pattern() + "')");
            }
            if (reason.text().length() > MAX_REASON) {
                reason.tooLong(MAX_REASON);
            }
        }
        if (condition.at("message").text().length() > MAX_MESSAGE) {
            condition.at("message").tooLong(MAX_MESSAGE);
        }
    }
}
