package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelKind;
import dev.coracle.apiserver.customresources.cel.EstimatedCall.Operand;
import dev.coracle.apiserver.customresources.cel.KnownSizes.Entries;
import dev.coracle.apiserver.customresources.cel.KnownSizes.Local;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an expression costs at worst, from the sizes its schema allows: cel-go's {@code checker.Cost} (v0.26), which
 * dev.cel has no counterpart of. The order of the steps matters, because what one finds out of a size others use. Confined
 * to one estimate.
 */
final class CostEstimate {
    private static final Cost ONE = Cost.of(1);
    private static final Cost LIST = Cost.of(CostPlan.LIST);
    private static final Cost MAP = Cost.of(CostPlan.MAP);
    private static final Cost STRUCT = Cost.of(CostPlan.STRUCT);

    private final CelAbstractSyntaxTree ast;
    private final KnownSizes sizes;

    private CostEstimate(CelAbstractSyntaxTree ast, SizedType root) {
        this.ast = ast;
        this.sizes = new KnownSizes(ast, root);
    }

    /** The highest cost of a checked expression about values of {@code root}. */
    static long max(CelAbstractSyntaxTree ast, SizedType root) {
        return new CostEstimate(ast, root).cost(ast.getExpr()).max();
    }

    private Cost cost(CelExpr e) {
        return switch (e.getKind()) {
            case IDENT -> ident(e);
            case SELECT -> select(e, e.select());
            case CALL -> call(e, e.call());
            case LIST -> list(e);
            case MAP -> map(e, e.map());
            case STRUCT -> struct(e);
            case COMPREHENSION -> isBind(e.comprehension()) ? bind(e, e.comprehension()) : loop(e, e.comprehension());
            default -> Cost.NONE;
        };
    }

    private Cost ident(CelExpr e) {
        sizes.setPath(e);
        return ONE;
    }

    private Cost select(CelExpr e, CelSelect select) {
        Cost sum = cost(select.operand());
        if (select.testOnly()) {
            return sum;
        }
        CelKind kind = sizes.type(select.operand()).kind();
        sizes.setPath(e, KnownSizes.below(sizes.path(select.operand()), select.field()));
        return kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM ? sum.plus(ONE) : sum;
    }

    private Cost call(CelExpr e, CelCall call) {
        if (call.function().equals("dyn") && call.args().size() == 1) {
            CelExpr argument = call.args().get(0);
            Cost cost = ONE.plus(cost(argument));
            sizes.copy(argument, e);
            return cost;
        }
        List<Operand> operands = new ArrayList<>();
        List<Cost> costs = new ArrayList<>();
        for (CelExpr argument : call.args()) {
            costs.add(cost(argument));
            operands.add(sizes.operand(argument));
        }
        List<String> overloads = ast.getReference(e.id())
                .map(reference -> List.copyOf(reference.overloadIds()))
                .orElse(List.of());
        if (overloads.isEmpty()) {
            return Cost.NONE;
        }
        Cost sum = Cost.NONE;
        if (call.target().isPresent()) {
            sum = cost(call.target().get());
            operands.add(0, sizes.operand(call.target().get()));
        }
        Cost dearest = new Cost(Long.MAX_VALUE, 0);
        Cost result = null;
        for (String overload : overloads) {
            EstimatedCall made = new EstimatedCall(overload, operands, sizes);
            dearest = dearest.union(cost(call.function(), made, costs));
            Cost size = overload.equals("conditional")
                    ? made.size(1).union(made.size(2))
                    : ResultSizes.of(call.function(), made);
            result = size == null ? result : result == null ? size : result.union(size);
            result = sized(e, call, overload, result);
        }
        sizes.setSize(e, result);
        return sum.plus(dearest);
    }

    /** The result of what finds or joins parts of containers. */
    private @Nullable Cost sized(CelExpr e, CelCall call, String overload, @Nullable Cost result) {
        switch (overload) {
            case "index_list", "index_map" -> {
                CelExpr container = call.args().get(0);
                String step = overload.equals("index_list") ? KnownSizes.ITEMS : KnownSizes.VALUES;
                sizes.setPath(e, KnownSizes.below(sizes.path(container), step));
                Entries entries = sizes.entries(container);
                return entries == null ? sizes.size(e) : entries.value();
            }
            case "conditional" ->
                sizes.setEntries(e, sizes.union(call.args().get(1), call.args().get(2)));
            case "add_string", "add_bytes", "add_list" ->
                sizes.setEntries(e, sizes.union(call.args().get(0), call.args().get(1)));
            default -> {
                // what it makes has no parts that are known
            }
        }
        return result == null ? sizes.size(e) : result;
    }

    private static Cost cost(String function, EstimatedCall call, List<Cost> costs) {
        return switch (call.overload()) {
            case "logical_or", "logical_and" ->
                new Cost(costs.get(0).min(), costs.get(0).plus(costs.get(1)).max());
            case "conditional" -> costs.get(0).plus(costs.get(1).union(costs.get(2)));
            default -> {
                Cost sum = Cost.NONE;
                for (Cost cost : costs) {
                    sum = sum.plus(cost);
                }
                yield FunctionCosts.estimate(function, call).plus(sum);
            }
        };
    }

    private Cost list(CelExpr e) {
        Cost sum = LIST;
        Cost item = new Cost(e.list().elements().isEmpty() ? 0 : Long.MAX_VALUE, 0);
        for (CelExpr element : e.list().elements()) {
            sum = sum.plus(cost(element));
            item = item.union(sizes.sizeOrUnknown(element));
        }
        sizes.setEntries(e, new Entries(true, ONE, item));
        return sum;
    }

    private Cost map(CelExpr e, CelMap map) {
        Cost sum = MAP;
        long start = map.entries().isEmpty() ? 0 : Long.MAX_VALUE;
        Cost key = new Cost(start, 0);
        Cost value = new Cost(start, 0);
        for (CelMap.Entry entry : map.entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            key = key.union(sizes.sizeOrUnknown(entry.key()));
            value = value.union(sizes.sizeOrUnknown(entry.value()));
        }
        sizes.setEntries(e, new Entries(false, key, value));
        return sum;
    }

    private Cost struct(CelExpr e) {
        Cost sum = STRUCT;
        for (CelExpr.CelStruct.Entry entry : e.struct().entries()) {
            sum = sum.plus(cost(entry.value()));
        }
        return sum;
    }

    private static boolean isBind(CelComprehension loop) {
        return loop.iterRange().getKind() == Kind.LIST
                && loop.iterRange().list().elements().isEmpty()
                && loop.loopCondition().getKind() == Kind.CONSTANT
                && loop.loopCondition().constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                && !loop.loopCondition().constant().booleanValue()
                && !KnownSizes.isAccumulator(loop.accuVar());
    }

    private Cost bind(CelExpr e, CelComprehension bind) {
        Cost sum = cost(bind.iterRange()).plus(cost(bind.accuInit()));
        sizes.push(bind.accuVar(), sizes.asLocal(bind.accuInit()));
        sum = sum.plus(cost(bind.result()));
        sizes.pop(bind.accuVar());
        sizes.copy(bind.result(), e);
        return sum;
    }

    private Cost loop(CelExpr e, CelComprehension loop) {
        CelExpr range = loop.iterRange();
        Cost sum = cost(range).plus(cost(loop.accuInit()));
        sizes.push(loop.accuVar(), sizes.asLocal(loop.accuInit()));
        pushVariables(loop);
        Cost round = cost(loop.loopCondition());
        round = cost(loop.loopStep()).plus(round);
        sizes.pop(loop.iterVar());
        if (!loop.iterVar2().isEmpty()) {
            sizes.pop(loop.iterVar2());
        }
        sum = sum.plus(cost(loop.result()));
        sizes.pop(loop.accuVar());
        Cost rounds = sizes.sizeOrUnknown(range);
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> sizes.setSize(e, sizes.size(loop.accuInit()));
            case LIST, MAP -> {
                sizes.setSize(e, rounds);
                sizes.setEntries(e, sizes.entries(loop.loopStep()));
            }
            default -> {
                // nothing is known of what such a loop makes
            }
        }
        return sum.plus(rounds.times(round));
    }

    /** One variable is a list's item or a map's key; of two, the first is the index or key, the second the value. */
    private void pushVariables(CelComprehension loop) {
        CelExpr range = loop.iterRange();
        Entries entries = sizes.entries(range);
        boolean isList = entries == null ? sizes.type(range).kind() == CelKind.LIST : entries.isList();
        Local value = new Local(
                KnownSizes.below(sizes.path(range), isList ? KnownSizes.ITEMS : KnownSizes.VALUES),
                entries == null ? null : entries.value(),
                null);
        Local key = new Local(
                KnownSizes.below(sizes.path(range), isList ? KnownSizes.INDICES : KnownSizes.KEYS),
                entries == null ? null : entries.key(),
                null);
        if (loop.iterVar2().isEmpty()) {
            sizes.push(loop.iterVar(), isList ? value : key);
        } else {
            sizes.push(loop.iterVar(), key);
            sizes.push(loop.iterVar2(), value);
        }
    }
}
