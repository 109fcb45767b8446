package dev.coracle.apiserver.customresources.cel;

import dev.coracle.apiserver.customresources.cel.EstimatedCall.Operand;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How large the result of a call can be, by function or by overload: what estimates go on with. Stateless. */
final class ResultSizes {
    private static final Map<String, Function<EstimatedCall, Cost>> ROWS = rows();

    private ResultSizes() {}

    static @Nullable Cost of(String function, EstimatedCall call) {
        Function<EstimatedCall, Cost> row = ROWS.getOrDefault(function, ROWS.get(call.overload()));
        return row == null ? null : row.apply(call);
    }

    private static Map<String, Function<EstimatedCall, Cost>> rows() {
        Map<String, Function<EstimatedCall, Cost>> rows = new HashMap<>();
        for (String function : new String[] {"url", "lowerAscii", "upperAscii", "substring", "trim"}) {
            rows.put(function, call -> call.size(0));
        }
        for (String function : new String[] {"find", "findAll"}) {
            rows.put(function, call -> new Cost(0, call.size(0).max()));
        }
        for (String overload : new String[] {"add_string", "add_bytes", "add_list"}) {
            rows.put(overload, call -> call.size(0).plus(call.size(1)));
        }
        rows.put("replace", ResultSizes::replaced);
        rows.put("split", call -> new Cost(0, call.literal(2, call.size(0).max())));
        rows.put("join", ResultSizes::joined);
        rows.put(
                "string_to_bytes",
                call -> new Cost(call.size(0).min(), Cost.times(call.size(0).max(), 4L)));
        rows.put(
                "bytes_to_string",
                call -> new Cost(call.size(0).min() / 4, call.size(0).max()));
        rows.put("strings_quote", call -> call.size(0).times(new Cost(1, 2)).plus(Cost.of(2)));
        for (ListCosts list : ListCosts.values()) {
            rows.put(list.function(), list::resultSize);
        }
        return Map.copyOf(rows);
    }

    /** The texts of a list and what is put between them. */
    static Cost joined(EstimatedCall call) {
        Operand item = call.item(0);
        Cost list = call.size(0);
        Cost size = item == null ? Cost.NONE : list.times(call.sizes().of(item));
        if (call.operands().size() > 1) {
            Cost gaps = new Cost(Math.max(0, list.min() - 1), Math.max(0, list.max() - 1));
            size = size.plus(call.size(1).times(gaps));
        }
        return size;
    }

    private static Cost replaced(EstimatedCall call) {
        Cost text = call.size(0);
        Cost what = call.size(1);
        Cost by = call.size(2);
        Replaced most = Replaced.of(text.max(), what.min(), by.max() <= what.min());
        Replaced least = Replaced.of(text.min(), what.max(), what.max() <= by.min());
        return new Cost(least.times, most.times).times(by).plus(new Cost(least.kept, most.kept));
    }

    /** How often a part of a text is replaced, and how much of the old remains. */
    private record Replaced(long times, long kept) {
        /** @param keeps whether the extreme that is looked for is the one where nothing is replaced */
        static Replaced of(long text, long part, boolean keeps) {
            if (part == 0) {
                return new Replaced(text == Long.MAX_VALUE ? text : text + 1, text);
            }
            return keeps ? new Replaced(0, text) : new Replaced((long) Math.ceil((double) text / part), 0);
        }
    }
}
