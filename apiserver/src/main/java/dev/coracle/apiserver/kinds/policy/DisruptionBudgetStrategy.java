package dev.coracle.apiserver.kinds.policy;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Conditions;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Numbers;
import java.util.List;

/** Disruption budgets: how many of the selected pods have to stay. */
final class DisruptionBudgetStrategy implements Strategy {
    private static final FieldRule COUNTS = all(
            field("disruptionsAllowed").nonNegative(),
            field("currentHealthy").nonNegative(),
            field("desiredHealthy").nonNegative(),
            field("expectedPods").nonNegative());
    private static final List<String> EVICTION_POLICIES = List.of("AlwaysAllow", "IfHealthyBudget");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.textOr(
                    "N/A", "Min Available", "The minimum number of pods that must be available.", "spec.minAvailable"),
            Columns.textOr(
                    "N/A",
                    "Max Unavailable",
                    "The maximum number of pods that may be unavailable.",
                    "spec.maxUnavailable"),
            Columns.number(
                    "Allowed Disruptions",
                    "Calculated number of pods that may be disrupted at this time.",
                    "status.disruptionsAllowed"),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field min = spec.at("minAvailable");
        Field max = spec.at("maxUnavailable");
        if (min.isPresent() && max.isPresent()) {
            spec.invalid(
                    InternalForm.of("PodDisruptionBudgetSpec", spec.node()),
                    "minAvailable and maxUnavailable cannot be both set");
        }
        amount(min);
        amount(max);
        LabelValidation.selector(spec.at("selector"));
        spec.at("unhealthyPodEvictionPolicy").oneOfIfPresent(EVICTION_POLICIES);
    }

    private static void amount(Field amount) {
        if (amount.isPresent()) {
            Numbers.intOrPercent(amount);
            if (Numbers.percent(amount.node()) > 100) {
                amount.invalid("must not be greater than 100%");
            }
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field status = Field.status(object, errors);
        Conditions.validate(status.at("conditions"));
        COUNTS.check(status);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
