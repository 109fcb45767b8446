package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import dev.coracle.apiserver.customresources.cel.CostPlan.Call;
import dev.coracle.apiserver.customresources.cel.CostPlan.Charge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up what one evaluation costs while it goes on, and ends it when that is too much. The interpreter may take the end
 * for an error that the expression makes up for; then the next step ends again. Confined to the evaluation.
 */
@SuppressWarnings("ThreadSafe") // one evaluation is on one thread
final class CostMeter implements CelEvaluationListener {
    private final CostPlan plan;
    private final long limit;
    private final Map<Long, Object> values = new HashMap<>();
    private long cost;

    CostMeter(CostPlan plan, long limit) {
        this.plan = plan;
        this.limit = limit;
    }

    long cost() {
        return cost;
    }

    boolean isExceeded() {
        return cost > limit;
    }

    @Override
    public void callback(CelExpr e, Object result) {
        if (!isExceeded()) {
            Charge charge = plan.charge(e.id());
            if (charge != null) {
                cost += of(charge, result);
            }
            if (plan.isOperand(e.id())) {
                values.put(e.id(), result);
            }
        }
        if (isExceeded()) {
            throw new IllegalStateException("actual cost limit exceeded");
        }
    }

    private long of(Charge charge, Object result) {
        Call call = charge.call();
        if (call != null) {
            return of(call, result);
        }
        boolean found = charge.qualifies() && !(result instanceof Optional<?> optional && optional.isEmpty());
        return charge.units() + (found ? 1 : 0);
    }

    private long of(Call call, Object result) {
        List<Object> operands = new ArrayList<>(call.operands().size());
        for (long operand : call.operands()) {
            Object value = values.get(operand);
            if (value == null) {
                return 0; // it was made up for
            }
            operands.add(value);
        }
        return FunctionCosts.actual(call.function(), new ActualCall(call.overload(), operands, result));
    }
}
