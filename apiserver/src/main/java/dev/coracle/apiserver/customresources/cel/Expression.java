package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checked expression that can be evaluated within a limit. Immutable. */
record Expression(CelAbstractSyntaxTree ast, CelRuntime.Program program, CostPlan plan) {
    /** What one evaluation may cost: upstream's PerCallLimit. */
    private static final long LIMIT = 1_000_000;

    /**
     * What came of an evaluation.
     *
     * @param value null when it failed
     * @param failure null when there is a value
     * @param exceedsLimit whether it was ended for its cost
     */
    record Outcome(@Nullable Object value, @Nullable CelEvaluationException failure, long cost, boolean exceedsLimit) {}

    Outcome evaluate(Map<String, Object> variables) {
        CostMeter meter = new CostMeter(plan, LIMIT);
        try {
            Object value = program.trace(variables, meter);
            return new Outcome(value, null, meter.cost(), meter.isExceeded());
        } catch (CelEvaluationException e) {
            return new Outcome(null, e, meter.cost(), meter.isExceeded());
        }
    }
}
