package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.types.CelKind;
import dev.coracle.apiserver.customresources.cel.EstimatedCall.Operand;
import dev.coracle.apiserver.customresources.cel.FormatFunctions.Format;
import dev.coracle.apiserver.customresources.cel.QuantityFunctions.Amount;
import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What calls cost, before they are made and after: one table, by function or by overload, of cel-go's (v0.26) and
 * Kubernetes' (v1.36) figures. What is not in it costs one. Stateless.
 */
final class FunctionCosts {
    /** For each character that is read. */
    static final double TEXT = 0.1;
    /** For each character of a regular expression. */
    static final double REGEX = 0.25;

    private static final double LONGEST_FORMAT = 128 * REGEX;
    private static final Cost ONE = Cost.of(1);
    private static final Cost ADDRESS = new Cost(4, 16);
    private static final Map<String, Row> ROWS = rows();

    private FunctionCosts() {}

    /** A formula for either case; one that yields null leaves the call to the row of its overload. */
    private record Row(Function<EstimatedCall, @Nullable Cost> estimate, Function<ActualCall, @Nullable Cost> actual) {}

    static Cost estimate(String function, EstimatedCall call) {
        return cost(function, call, Row::estimate);
    }

    static long actual(String function, ActualCall call) {
        return cost(function, call, Row::actual).max();
    }

    private static <C extends CallSizes> Cost cost(
            String function, C call, Function<Row, Function<C, @Nullable Cost>> formula) {
        for (String name : new String[] {function, call.overload()}) {
            Row row = ROWS.get(name);
            Cost cost = row == null ? null : formula.apply(row).apply(call);
            if (cost != null) {
                return cost;
            }
        }
        return ONE;
    }

    private static Map<String, Row> rows() {
        Table table = new Table();
        // reading a text
        table.both(call -> call.size(0).times(TEXT), "url", "lowerAscii", "upperAscii", "substring", "trim")
                .both(call -> call.size(0).times(TEXT), "isIP", "cidr", "isCIDR", "quantity", "isQuantity")
                .both(call -> call.size(0).times(TEXT), "semver", "isSemver", "string_format", "strings_quote")
                .both(call -> call.size(0).times(TEXT), "string_to_bytes", "bytes_to_string")
                .both(
                        call -> call.overload().equals("cidr_ip")
                                ? ONE
                                : call.size(0).times(TEXT),
                        "ip")
                .both(call -> call.size(0).times(2 * TEXT), "ip.isCanonical", "replace", "split")
                .row(
                        call -> call.size(1).times(TEXT),
                        call -> call.size(0).times(TEXT),
                        "starts_with_string",
                        "ends_with_string")
                .row(
                        call -> ResultSizes.joined(call).times(TEXT),
                        call -> call.resultSize().times(2 * TEXT),
                        "join")
                .both(call -> call.size(0).plus(call.size(1)).times(TEXT), "add_string", "add_bytes");
        // searching in a text
        table.both(FunctionCosts::matching, "find", "findAll", "matches_string")
                .both(call -> call.size(0).times(TEXT).times(call.size(1).times(TEXT)), "contains_string")
                .row(
                        call -> call.size(1).times(TEXT).times(LONGEST_FORMAT),
                        call -> validating((Format) call.operands().get(0), call.size(1)),
                        "validate");
        // comparing
        table.both(FunctionCosts::comparing, "equals", "not_equals", "less_string", "less_equals_string")
                .both(FunctionCosts::comparing, "greater_string", "greater_equals_string", "less_bytes")
                .both(FunctionCosts::comparing, "less_equals_bytes", "greater_bytes", "greater_equals_bytes")
                .row(FunctionCosts::sameType, FunctionCosts::sameType, "_==_");
        table.row(call -> containing(call, ADDRESS, false), call -> containing(call, call.size(0), false), "containsIP")
                .row(
                        call -> containing(call, ADDRESS, true),
                        call -> containing(call, call.size(0), true),
                        "containsCIDR");
        // going through lists
        table.both(call -> call.size(1), "in_list")
                .both(call -> sets(call, 1), "list_sets_contains_list", "list_sets_intersects_list")
                .both(call -> sets(call, 2), "list_sets_equivalent_list");
        for (String function : new String[] {"isSorted", "sum", "min", "max", "indexOf", "lastIndexOf"}) {
            table.row(
                    FunctionCosts::eachItem,
                    call -> Cost.of(ActualCall.traversal(call.operands().get(0))),
                    function);
        }
        for (ListCosts list : ListCosts.values()) {
            table.row(list::estimate, list::actual, list.function());
        }
        // chosen by the interpreter, not called
        table.row(call -> ONE, call -> Cost.NONE, "or", "orValue");
        return Map.copyOf(table.rows);
    }

    /** The table while it is written. */
    private static final class Table {
        final Map<String, Row> rows = new HashMap<>();

        /** Where both cases follow one formula. */
        Table both(Function<CallSizes, @Nullable Cost> formula, String... names) {
            return row(formula::apply, formula::apply, names);
        }

        Table row(
                Function<EstimatedCall, @Nullable Cost> estimate,
                Function<ActualCall, @Nullable Cost> actual,
                String... names) {
            for (String name : names) {
                rows.put(name, new Row(estimate, actual));
            }
            return this;
        }
    }

    /** An empty text takes the expression's time too. */
    private static Cost matching(CallSizes call) {
        return call.size(0).plus(ONE).times(TEXT).times(call.size(1).times(REGEX));
    }

    private static Cost validating(Format format, Cost text) {
        return text.plus(ONE).times(TEXT).times(Cost.of(format.regexSize()).times(REGEX));
    }

    private static Cost comparing(CallSizes call) {
        long shorter = Math.min(call.size(0).max(), call.size(1).max());
        return new Cost(shorter > 0 ? 1 : 0, shorter).times(TEXT);
    }

    /** Of Kubernetes' own types only. */
    private static @Nullable Cost sameType(EstimatedCall call) {
        if (call.type(0).kind() != CelKind.OPAQUE || !call.type(0).equals(call.type(1))) {
            return null;
        }
        return switch (call.type(0).name()) {
            case "net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver" -> ONE;
            case "kubernetes.NamedFormat" -> new Cost(1, 64).times(TEXT);
            case "kubernetes.URL" -> {
                Cost size = call.operands().get(1).size();
                yield new Cost(1, size == null ? 1 : size.max()).times(TEXT);
            }
            default -> null;
        };
    }

    private static @Nullable Cost sameType(ActualCall call) {
        Object value = call.operands().get(0);
        boolean isOwn = value instanceof IpAddress
                || value instanceof IpBlock
                || value instanceof Amount
                || value instanceof Semver
                || value instanceof Format
                || value instanceof URI;
        return isOwn ? ONE : null;
    }

    private static Cost containing(CallSizes call, Cost address, boolean isRange) {
        Cost cost = address.plus(address).times(TEXT);
        if (isRange) {
            cost = cost.plus(address.times(TEXT)).plus(ONE);
        }
        return call.overload().endsWith("_string") ? cost.plus(call.size(1).times(TEXT)) : cost;
    }

    private static Cost sets(CallSizes call, double factor) {
        return call.size(0).times(call.size(1)).times(factor).plus(ONE);
    }

    private static Cost eachItem(EstimatedCall call) {
        Operand item = call.item(0);
        if (item == null) {
            return call.size(0).times(TEXT);
        }
        Cost each = item.isText() ? ONE.plus(call.sizes().of(item).times(TEXT)) : ONE;
        return call.size(0).times(each);
    }
}
