package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.HashMap;
import java.util.Map;

/** How evenly pods are to be spread over nodes, zones, and the like. */
final class SpreadValidation {
    private static final FieldRule INCLUSION_POLICIES = all(
            field("nodeAffinityPolicy").optional().oneOf("Honor", "Ignore"),
            field("nodeTaintsPolicy").optional().oneOf("Honor", "Ignore"));
    private static final FieldRule CONSTRAINT = all(
            field("maxSkew").positive("must be greater than zero"),
            field("topologyKey").required("can not be empty"),
            field("whenUnsatisfiable").oneOf("DoNotSchedule", "ScheduleAnyway"));
    private static final FieldRule REST = all(
            SpreadValidation::minDomains,
            INCLUSION_POLICIES,
            LabelKeysValidation::validate,
            field("labelSelector").selector());

    private SpreadValidation() {}

    static void validate(Field constraints) {
        Map<String, Integer> left = new HashMap<>();
        constraints.each().forEach(constraint -> left.merge(place(constraint), 1, Integer::sum));
        for (Field constraint : constraints.each()) {
            CONSTRAINT.check(constraint);
            if (left.merge(place(constraint), -1, Integer::sum) > 0) {
                constraint.at("{topologyKey, whenUnsatisfiable}").duplicate(place(constraint));
            }
            REST.check(constraint);
        }
    }

    private static String place(Field constraint) {
        return "{" + constraint.text("topologyKey") + ", " + constraint.text("whenUnsatisfiable") + "}";
    }

    private static void minDomains(Field constraint) {
        Field domains = constraint.at("minDomains");
        if (!domains.isPresent()) {
            return;
        }
        if (domains.number() <= 0) {
            domains.invalid("must be greater than zero");
        }
        String action = constraint.text("whenUnsatisfiable");
        if (!action.equals("DoNotSchedule")) {
            domains.invalid("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
        }
    }
}
