package dev.coracle.apiserver.kinds.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Conditions;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Located;
import dev.coracle.machinery.validation.Numbers;
import java.util.List;

/** Disruption budgets: how many of the selected pods have to stay. */
final class DisruptionBudgetStrategy implements Strategy {
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
        Located spec = Located.spec(object, errors);
        Located min = spec.at("minAvailable");
        Located max = spec.at("maxUnavailable");
        if (min.isPresent() && max.isPresent()) {
            spec.invalid(
                    InternalForm.of("PodDisruptionBudgetSpec", spec.node()),
                    "minAvailable and maxUnavailable cannot be both set");
        }
        amount(min);
        amount(max);
        Located selector = spec.at("selector");
        LabelValidation.selector(selector.node(), selector.path(), errors);
        spec.at("unhealthyPodEvictionPolicy").oneOfIfPresent(EVICTION_POLICIES);
    }

    private static void amount(Located amount) {
        if (amount.isPresent()) {
            Numbers.intOrPercent(amount.node(), amount.path(), amount.errors());
            if (Numbers.percent(amount.node()) > 100) {
                amount.invalid("must not be greater than 100%");
            }
        }
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Located status = Located.status(object, errors);
        Conditions.validate(status.at("conditions"));
        for (String field : new String[] {"disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"}) {
            status.at(field).nonNegative();
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
