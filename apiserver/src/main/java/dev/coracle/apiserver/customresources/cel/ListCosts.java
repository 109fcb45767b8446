package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.types.CelKind;
import dev.cel.common.values.CelByteString;
import dev.coracle.apiserver.customresources.cel.EstimatedCall.Operand;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What the functions cost that make a list of a list: those of cel-go's lists library (v0.26). */
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
enum ListCosts {
    SLICE("slice", call -> Cost.of(sliced(call)), call -> 1, ListCosts::ofResult),
    RANGE("lists.range", call -> Cost.of(call.literal(0, Long.MAX_VALUE)), call -> 1, ListCosts::ofResult),
    REVERSE("reverse", call -> call.size(0), call -> 1, ListCosts::ofResult),
    FLATTEN("flatten", call -> call.size(0), call -> depth(call), call -> flattened(call)),
    DISTINCT("distinct", call -> squared(call, 0), call -> 2, call -> compared(call, 0)),
    SORT("sort", call -> squared(call, 0), call -> comparing(call, 0), call -> compared(call, 0)),
    SORT_BY(SortBy.FUNCTION, call -> squared(call, 1), call -> comparing(call, 1), call -> compared(call, 1));

    private static final long CALL_AND_LIST = 11;
    private static final double COMPARING = 2;

    private final String function;
    private final Function<EstimatedCall, Cost> size;
    private final ToDoubleFunction<EstimatedCall> factor;
    private final Function<ActualCall, Cost> actual;

    /**
     * @param size what upstream takes for the size of the result
     * @param factor the estimated cost for each item of it
     */
    ListCosts(
            String function,
            Function<EstimatedCall, Cost> size,
            ToDoubleFunction<EstimatedCall> factor,
            Function<ActualCall, Cost> actual) {
        this.function = function;
        this.size = size;
        this.factor = factor;
        this.actual = actual;
    }

    String function() {
        return function;
    }

    Cost resultSize(EstimatedCall call) {
        return size.apply(call);
    }

    Cost estimate(EstimatedCall call) {
        return size.apply(call).times(factor.applyAsDouble(call)).plus(Cost.of(CALL_AND_LIST));
    }

    Cost actual(ActualCall call) {
        return actual.apply(call).plus(Cost.of(CALL_AND_LIST));
    }

    private static long sliced(EstimatedCall call) {
        long length = call.literal(2, call.size(0).max()) - call.literal(1, 0);
        return length < 0 ? Long.MAX_VALUE : length;
    }

    private static double depth(EstimatedCall call) {
        return call.operands().size() > 1 ? call.literal(1, Long.MAX_VALUE) : 1;
    }

    private static Cost squared(EstimatedCall call, int keys) {
        return call.size(keys).times(call.size(keys));
    }

    private static double comparing(EstimatedCall call, int keys) {
        Operand key = call.item(keys);
        return key != null && !key.isText() && key.type().kind() != CelKind.DYN
                ? COMPARING
                : COMPARING + FunctionCosts.TEXT;
    }

    private static Cost ofResult(ActualCall call) {
        return call.resultSize();
    }

    private static Cost flattened(ActualCall call) {
        return call.operands().size() > 1
                ? call.size(0).times(Cost.of((Long) call.operands().get(1)))
                : call.size(0);
    }

    private static Cost compared(ActualCall call, int keys) {
        List<?> list = (List<?>) call.operands().get(keys);
        Object first = list.isEmpty() ? null : list.get(0);
        boolean isText = first instanceof String || first instanceof CelByteString;
        long size = list.size();
        return Cost.of((long) (size * size * (isText ? COMPARING + FunctionCosts.TEXT : COMPARING)));
    }
}
