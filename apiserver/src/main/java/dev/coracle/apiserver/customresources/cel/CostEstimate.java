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
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.coracle.apiserver.customresources.cel.CallCosts.Call;
import dev.coracle.apiserver.customresources.cel.CallCosts.Estimate;
import dev.coracle.apiserver.customresources.cel.CallCosts.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an expression costs at worst, from the sizes its schema allows: cel-go's {@code checker.Cost} (v0.26), which
 * dev.cel has no counterpart of. The order of the steps matters, because what one finds out of a size others use. Confined
 * to one estimate.
 */
final class CostEstimate {
    private static final Cost ONE = Cost.of(1);
    private static final Cost LIST = Cost.of(10);
    private static final Cost MAP = Cost.of(30);
    private static final Cost STRUCT = Cost.of(40);
    private static final Set<String> ACCUMULATORS = Set.of("__result__", "@result");
    private static final Set<CelKind> SCALARS =
            Set.of(CelKind.BOOL, CelKind.DOUBLE, CelKind.DURATION, CelKind.INT, CelKind.TIMESTAMP, CelKind.UINT);
    private static final Set<String> COMPARISONS = Set.of(
            "less_string",
            "greater_string",
            "less_equals_string",
            "greater_equals_string",
            "less_bytes",
            "greater_bytes",
            "less_equals_bytes",
            "greater_equals_bytes",
            "equals",
            "not_equals");

    private final CelAbstractSyntaxTree ast;
    private final SizedType root;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Cost> sizes = new HashMap<>();
    private final Map<Long, Entries> entrySizes = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    /** The sizes of a container's keys (or indices) and values. */
    private record Entries(boolean isList, Cost key, Cost value) {}

    private record Local(
            List<String> path,
            @Nullable Cost size,
            @Nullable Entries entries) {}

    private CostEstimate(CelAbstractSyntaxTree ast, SizedType root) {
        this.ast = ast;
        this.root = root;
    }

    /** The highest cost of a checked expression about values of {@code root}. */
    static long max(CelAbstractSyntaxTree ast, SizedType root) {
        return new CostEstimate(ast, root).cost(ast.getExpr()).max();
    }

    static List<String> below(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
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
        Local local = local(e.ident().name());
        paths.put(e.id(), local == null ? List.of(e.ident().name()) : local.path());
        return ONE;
    }

    private Cost select(CelExpr e, CelSelect select) {
        Cost sum = cost(select.operand());
        if (select.testOnly()) {
            return sum;
        }
        CelKind kind = type(select.operand()).kind();
        paths.put(e.id(), below(path(select.operand()), select.field()));
        return kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM ? sum.plus(ONE) : sum;
    }

    private Cost call(CelExpr e, CelCall call) {
        if (call.function().equals("dyn") && call.args().size() == 1) {
            CelExpr argument = call.args().get(0);
            Cost cost = ONE.plus(cost(argument));
            copySizes(e, argument);
            return cost;
        }
        List<Node> arguments = new ArrayList<>();
        List<Cost> costs = new ArrayList<>();
        for (CelExpr argument : call.args()) {
            costs.add(cost(argument));
            arguments.add(node(argument));
        }
        List<String> overloads = ast.getReference(e.id())
                .map(reference -> List.copyOf(reference.overloadIds()))
                .orElse(List.of());
        if (overloads.isEmpty()) {
            return Cost.NONE;
        }
        Cost sum = Cost.NONE;
        Node target = null;
        if (call.target().isPresent()) {
            sum = cost(call.target().get());
            target = node(call.target().get());
        }
        Cost calls = new Cost(Long.MAX_VALUE, 0);
        Cost result = null;
        for (String overload : overloads) {
            Estimate estimate = estimate(e, call.function(), new Call(overload, target, arguments, this), costs);
            calls = calls.union(estimate.cost());
            if (estimate.size() != null) {
                result = result == null ? estimate.size() : result.union(estimate.size());
            }
            boolean indexesList = overload.equals("index_list");
            if ((indexesList || overload.equals("index_map")) && !call.args().isEmpty()) {
                Entries entries = entries(call.args().get(0));
                result = entries == null ? null : entries.value();
                paths.put(e.id(), below(path(call.args().get(0)), indexesList ? "@items" : "@values"));
            }
            if (result == null) {
                result = size(e);
            }
        }
        setSize(e, result);
        return sum.plus(calls);
    }

    private Cost list(CelExpr e) {
        Cost sum = LIST;
        Cost item = new Cost(e.list().elements().isEmpty() ? 0 : Long.MAX_VALUE, 0);
        for (CelExpr element : e.list().elements()) {
            sum = sum.plus(cost(element));
            item = item.union(sizeOrUnknown(element));
        }
        entrySizes.put(e.id(), new Entries(true, ONE, item));
        return sum;
    }

    private Cost map(CelExpr e, CelMap map) {
        Cost sum = MAP;
        long start = map.entries().isEmpty() ? 0 : Long.MAX_VALUE;
        Cost key = new Cost(start, 0);
        Cost value = new Cost(start, 0);
        for (CelMap.Entry entry : map.entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            key = key.union(sizeOrUnknown(entry.key()));
            value = value.union(sizeOrUnknown(entry.value()));
        }
        entrySizes.put(e.id(), new Entries(false, key, value));
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
                && !ACCUMULATORS.contains(loop.accuVar());
    }

    private Cost bind(CelExpr e, CelComprehension bind) {
        Cost sum = cost(bind.iterRange()).plus(cost(bind.accuInit()));
        push(bind.accuVar(), new Local(path(bind.accuInit()), size(bind.accuInit()), entries(bind.accuInit())));
        sum = sum.plus(cost(bind.result()));
        pop(bind.accuVar());
        copySizes(e, bind.result());
        return sum;
    }

    private Cost loop(CelExpr e, CelComprehension loop) {
        CelExpr range = loop.iterRange();
        Cost sum = cost(range).plus(cost(loop.accuInit()));
        push(loop.accuVar(), new Local(path(loop.accuInit()), size(loop.accuInit()), entries(loop.accuInit())));
        Entries entries = entries(range);
        boolean isList = entries == null ? type(range).kind() == CelKind.LIST : entries.isList();
        boolean two = !loop.iterVar2().isEmpty();
        Cost keySize = entries == null ? null : entries.key();
        Cost valueSize = entries == null ? null : entries.value();
        Local value = new Local(below(path(range), isList ? "@items" : "@values"), valueSize, null);
        Local key = new Local(below(path(range), isList ? "@indices" : "@keys"), keySize, null);
        push(loop.iterVar(), isList && !two ? value : key);
        if (two) {
            push(loop.iterVar2(), value);
        }
        Cost round = cost(loop.loopCondition());
        round = cost(loop.loopStep()).plus(round);
        pop(loop.iterVar());
        if (two) {
            pop(loop.iterVar2());
        }
        sum = sum.plus(cost(loop.result()));
        pop(loop.accuVar());
        Cost rounds = sizeOrUnknown(range);
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> setSize(e, size(loop.accuInit()));
            case LIST, MAP -> {
                setSize(e, rounds);
                setEntries(e, entries(loop.loopStep()));
            }
            default -> {
                // nothing is known of what such a loop makes
            }
        }
        return sum.plus(rounds.times(round));
    }

    private Estimate estimate(CelExpr e, String function, Call call, List<Cost> costs) {
        Cost sum = Cost.NONE;
        for (Cost cost : costs) {
            sum = sum.plus(cost);
        }
        Estimate special = CallCosts.of(function, call);
        if (special != null) {
            return new Estimate(special.cost().plus(sum), special.size());
        }
        return standard(e, call, costs, sum);
    }

    private Estimate standard(CelExpr e, Call call, List<Cost> costs, Cost sum) {
        List<Node> args = call.arguments();
        String overload = call.overload();
        if (COMPARISONS.contains(overload)) {
            long smaller =
                    Math.min(computed(args.get(0)).max(), computed(args.get(1)).max());
            return Estimate.of(
                    new Cost(smaller > 0 ? 1 : 0, smaller).times(CallCosts.TEXT).plus(sum));
        }
        return switch (overload) {
            case "string_format" ->
                Estimate.of(target(call).times(CallCosts.TEXT).plus(sum));
            case "string_to_bytes" -> {
                Cost size = computed(args.get(0));
                yield new Estimate(
                        size.times(CallCosts.TEXT).plus(sum), new Cost(size.min(), Cost.times(size.max(), 4L)));
            }
            case "bytes_to_string" -> {
                Cost size = computed(args.get(0));
                yield new Estimate(size.times(CallCosts.TEXT).plus(sum), new Cost(size.min() / 4, size.max()));
            }
            case "strings_quote" -> {
                Cost size = computed(args.get(0));
                yield new Estimate(
                        size.times(CallCosts.TEXT).plus(sum),
                        size.times(new Cost(1, 2)).plus(Cost.of(2)));
            }
            case "starts_with_string", "ends_with_string" ->
                Estimate.of(computed(args.get(0)).times(CallCosts.TEXT).plus(sum));
            case "in_list" -> Estimate.of(computed(args.get(1)).plus(sum));
            case "matches_string" ->
                Estimate.of(target(call)
                        .plus(ONE)
                        .times(CallCosts.TEXT)
                        .times(computed(args.get(0)).times(CallCosts.REGEX))
                        .plus(sum));
            case "contains_string" ->
                Estimate.of(target(call)
                        .times(CallCosts.TEXT)
                        .times(computed(args.get(0)).times(CallCosts.TEXT))
                        .plus(sum));
            case "list_sets_contains_list", "list_sets_intersects_list", "list_sets_equivalent_list" -> {
                Cost both = size(args.get(0)).times(size(args.get(1)));
                yield Estimate.of((overload.contains("equivalent") ? both.times(2.0) : both)
                        .plus(ONE)
                        .plus(sum));
            }
            case "logical_or", "logical_and" ->
                Estimate.of(new Cost(
                        costs.get(0).min(), costs.get(0).plus(costs.get(1)).max()));
            case "conditional" -> {
                setEntries(e, union(args.get(1), args.get(2)));
                yield new Estimate(
                        costs.get(0).plus(costs.get(1).union(costs.get(2))),
                        computed(args.get(1)).union(computed(args.get(2))));
            }
            case "add_string", "add_bytes", "add_list" -> {
                Cost size = computed(args.get(0)).plus(computed(args.get(1)));
                setEntries(e, union(args.get(0), args.get(1)));
                Cost own = overload.equals("add_list") ? ONE : size.times(CallCosts.TEXT);
                yield new Estimate(own.plus(sum), size);
            }
            default -> Estimate.of(ONE.plus(sum));
        };
    }

    private static Cost target(Call call) {
        return call.target() == null ? Cost.UNKNOWN : computed(call.target());
    }

    private static Cost computed(Node node) {
        return node.size() == null ? Cost.UNKNOWN : node.size();
    }

    private @Nullable Entries union(Node one, Node other) {
        Entries left = one.expression() == null ? null : entries(one.expression());
        Entries right = other.expression() == null ? null : entries(other.expression());
        return left == null || right == null
                ? null
                : new Entries(
                        left.isList(),
                        left.key().union(right.key()),
                        left.value().union(right.value()));
    }

    /** What Kubernetes' own functions take an argument's size for. */
    Cost size(Node node) {
        if (node.size() != null) {
            return node.size();
        }
        Cost declared = declared(node.path());
        return declared == null ? Cost.UNKNOWN : declared;
    }

    private Node node(CelExpr e) {
        List<String> path = path(e);
        boolean ofAccumulator = !path.isEmpty() && ACCUMULATORS.contains(path.get(0));
        return new Node(ofAccumulator ? List.of() : path, type(e), e, size(e));
    }

    private CelType type(CelExpr e) {
        return ast.getType(e.id()).orElse(dev.cel.common.types.SimpleType.DYN);
    }

    private List<String> path(CelExpr e) {
        if (e.getKind() == Kind.IDENT) {
            Local local = local(e.ident().name());
            if (local != null) {
                return local.path();
            }
        }
        return paths.getOrDefault(e.id(), List.of());
    }

    private Cost sizeOrUnknown(CelExpr e) {
        Cost size = size(e);
        return size == null ? Cost.UNKNOWN : size;
    }

    private @Nullable Cost size(CelExpr e) {
        Cost known = sizes.get(e.id());
        if (known != null) {
            return known;
        }
        Cost own = ofItself(e);
        if (own != null) {
            return own;
        }
        Cost declared = declared(path(e));
        if (declared != null) {
            sizes.put(e.id(), declared);
            return declared;
        }
        if (isScalar(type(e))) {
            return ONE;
        }
        Local local = e.getKind() == Kind.IDENT ? local(e.ident().name()) : null;
        return local == null ? null : local.size();
    }

    private static @Nullable Cost ofItself(CelExpr e) {
        return switch (e.getKind()) {
            case CONSTANT ->
                switch (e.constant().getKind()) {
                    case STRING_VALUE -> {
                        String text = e.constant().stringValue();
                        yield Cost.of(text.codePointCount(0, text.length()));
                    }
                    case BYTES_VALUE -> Cost.of(e.constant().bytesValue().size());
                    case NOT_SET -> null;
                    default -> ONE;
                };
            case LIST -> Cost.of(e.list().elements().size());
            case MAP -> Cost.of(e.map().entries().size());
            default -> null;
        };
    }

    /** The size that the schema allows at a path, whose first step is the variable. */
    private @Nullable Cost declared(List<String> path) {
        if (path.isEmpty()) {
            return null;
        }
        SizedType type = root;
        for (String step : path.subList(1, path.size())) {
            SizedType next = switch (step) {
                case "@items", "@values" -> type.element();
                case "@keys" -> type.key();
                default -> type.fields().get(step);
            };
            if (next == null) {
                return null;
            }
            type = next;
        }
        return new Cost(0, type.maxElements());
    }

    private static boolean isScalar(CelType type) {
        return SCALARS.contains(type.kind())
                || (type instanceof OptionalType && isScalar(type.parameters().get(0)));
    }

    private void setSize(CelExpr e, @Nullable Cost size) {
        if (size != null) {
            sizes.put(e.id(), size);
        }
    }

    private void setEntries(CelExpr e, @Nullable Entries entries) {
        if (entries != null) {
            entrySizes.put(e.id(), entries);
        }
    }

    private void copySizes(CelExpr to, CelExpr from) {
        setSize(to, size(from));
        setEntries(to, entries(from));
    }

    private @Nullable Entries entries(CelExpr e) {
        Entries known = entrySizes.get(e.id());
        if (known != null) {
            return known;
        }
        Local local = e.getKind() == Kind.IDENT ? local(e.ident().name()) : null;
        return local == null ? null : local.entries();
    }

    private @Nullable Local local(String name) {
        Deque<Local> stack = locals.get(name);
        return stack == null ? null : stack.peek();
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, unused -> new ArrayDeque<>()).push(local);
    }

    private void pop(String name) {
        locals.get(name).pop();
    }
}
