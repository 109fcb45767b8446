package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the functions cost that Kubernetes counts itself, by name: upstream's {@code library.CostEstimator} (v1.36) as a
 * table. Others are {@link CostEstimate}'s.
 */
final class CallCosts {
    static final double TEXT = 0.1;
    static final double REGEX = 0.25;
    private static final int LONGEST_FORMAT_REGEX = 128;
    private static final Map<String, Rule> RULES = rules();

    private CallCosts() {}

    /** An argument, with what is known of its size. */
    record Node(
            List<String> path,
            CelType type,
            @Nullable CelExpr expression,
            @Nullable Cost size) {}

    /** A call; {@code estimator} knows the sizes of what has no computed one. */
    record Call(String overload, @Nullable Node target, List<Node> arguments, CostEstimate estimator) {
        Cost targetSize() {
            return target == null ? Cost.UNKNOWN : estimator.size(target);
        }

        Cost size(int argument) {
            return estimator.size(arguments.get(argument));
        }
    }

    /** @param size of the result, where it is known */
    record Estimate(Cost cost, @Nullable Cost size) {
        static Estimate of(Cost cost) {
            return new Estimate(cost, null);
        }
    }

    private interface Rule {
        /** @return null if the call is not what the rule is about */
        @Nullable
        Estimate of(Call call);
    }

    static @Nullable Estimate of(String function, Call call) {
        Rule rule = RULES.get(function);
        return rule == null ? null : rule.of(call);
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        Estimate one = Estimate.of(Cost.of(1));
        put(rules, call -> one, "masked", "prefixLength", "family", "isUnspecified", "isLoopback");
        put(rules, call -> one, "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast", "format.named");
        put(rules, call -> one, "sign", "asInteger", "isInteger", "asApproximateFloat", "isGreaterThan", "isLessThan");
        put(rules, call -> one, "compareTo", "add", "sub", "major", "minor", "patch");
        put(rules, call -> one, "getScheme", "getHostname", "getHost", "getPort", "getEscapedPath", "getQuery");
        put(rules, CallCosts::eachItem, "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf");
        put(
                rules,
                call -> reading(call, TEXT),
                "isIP",
                "isCIDR",
                "cidr",
                "quantity",
                "isQuantity",
                "semver",
                "isSemver");
        put(rules, call -> call.overload().equals("cidr_ip") ? one : reading(call, TEXT), "ip");
        put(rules, call -> reading(call, 2 * TEXT), "ip.isCanonical");
        put(rules, CallCosts::url, "url");
        put(rules, CallCosts::sameLength, "lowerAscii", "upperAscii", "substring", "trim");
        put(rules, CallCosts::replace, "replace");
        put(rules, CallCosts::split, "split");
        put(rules, CallCosts::join, "join");
        put(rules, CallCosts::find, "find", "findAll");
        put(rules, call -> contains(call, false), "containsIP");
        put(rules, call -> contains(call, true), "containsCIDR");
        put(rules, CallCosts::validate, "validate");
        put(rules, CallCosts::equals, "_==_");
        return Map.copyOf(rules);
    }

    private static void put(Map<String, Rule> rules, Rule rule, String... functions) {
        for (String function : functions) {
            rules.put(function, rule);
        }
    }

    private static @Nullable Estimate eachItem(Call call) {
        Node target = call.target();
        if (target == null) {
            return null;
        }
        Node item = item(target);
        if (item == null) {
            return Estimate.of(call.targetSize().times(TEXT));
        }
        Cost each = Cost.of(1);
        if (item.type().kind() == CelKind.STRING || item.type().kind() == CelKind.BYTES) {
            each = each.plus(call.estimator().size(item).times(TEXT));
        }
        return Estimate.of(call.targetSize().times(each));
    }

    /** What a list's items are; null if it is none. */
    private static @Nullable Node item(Node list) {
        if (list.type().parameters().isEmpty()) {
            return null;
        }
        CelType type = list.type().parameters().get(0);
        return new Node(
                list.path().isEmpty() ? List.of() : CostEstimate.below(list.path(), "@items"), type, null, null);
    }

    private static @Nullable Estimate reading(Call call, double factor) {
        return call.arguments().isEmpty() ? null : Estimate.of(call.size(0).times(factor));
    }

    private static @Nullable Estimate url(Call call) {
        return call.arguments().size() == 1 ? new Estimate(call.size(0).times(TEXT), call.size(0)) : null;
    }

    private static @Nullable Estimate sameLength(Call call) {
        return call.target() == null ? null : new Estimate(call.targetSize().times(TEXT), call.targetSize());
    }

    private static @Nullable Estimate replace(Call call) {
        if (call.target() == null || call.arguments().size() < 2) {
            return null;
        }
        Cost text = call.targetSize();
        Cost what = call.size(0);
        Cost by = call.size(1);
        long maxCount = 0;
        long maxKept = 0;
        if (what.min() == 0) {
            maxCount = text.max() == Long.MAX_VALUE ? text.max() : text.max() + 1;
            maxKept = text.max();
        } else if (by.max() <= what.min()) {
            maxKept = text.max();
        } else {
            maxCount = (long) Math.ceil((double) text.max() / what.min());
        }
        long minCount = 0;
        long minKept = 0;
        if (what.max() == 0) {
            minCount = text.min() == Long.MAX_VALUE ? text.min() : text.min() + 1;
            minKept = text.min();
        } else if (what.max() <= by.min()) {
            minKept = text.min();
        } else {
            minCount = (long) Math.ceil((double) text.min() / what.max());
        }
        Cost size = new Cost(minCount, maxCount).times(by).plus(new Cost(minKept, maxKept));
        return new Estimate(text.times(2 * TEXT), size);
    }

    private static @Nullable Estimate split(Call call) {
        if (call.target() == null) {
            return null;
        }
        long most = call.targetSize().max();
        if (call.arguments().size() > 1) {
            CelExpr limit = call.arguments().get(1).expression();
            if (limit != null && limit.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
                most = limit.constant().int64Value();
            }
        }
        return new Estimate(call.targetSize().times(2 * TEXT), new Cost(0, most));
    }

    private static @Nullable Estimate join(Call call) {
        Node target = call.target();
        if (target == null) {
            return null;
        }
        Cost list = call.targetSize();
        Node item = item(target);
        Cost size = item == null ? Cost.NONE : list.times(call.estimator().size(item));
        if (!call.arguments().isEmpty()) {
            Cost gaps = new Cost(Math.max(0, list.min() - 1), Math.max(0, list.max() - 1));
            size = size.plus(call.size(0).times(gaps));
        }
        return new Estimate(size.times(TEXT), size);
    }

    private static @Nullable Estimate find(Call call) {
        if (call.target() == null || call.arguments().isEmpty()) {
            return null;
        }
        Cost text = call.targetSize().plus(Cost.of(1)).times(TEXT);
        return new Estimate(
                text.times(call.size(0).times(REGEX)),
                new Cost(0, call.targetSize().max()));
    }

    /** Two addresses of 4 or 16 bytes are compared. */
    private static @Nullable Estimate contains(Call call, boolean isRange) {
        if (call.arguments().isEmpty()) {
            return null;
        }
        Cost address = new Cost(4, 16);
        Cost cost = address.plus(address).times(TEXT);
        if (isRange) {
            cost = cost.plus(address.times(TEXT)).plus(Cost.of(1));
        }
        return Estimate.of(
                call.overload().endsWith("_string") ? cost.plus(call.size(0).times(TEXT)) : cost);
    }

    /** Of Kubernetes' own types; null leaves others to the standard. */
    private static @Nullable Estimate equals(Call call) {
        CelType type = call.arguments().get(0).type();
        if (type.kind() != CelKind.OPAQUE
                || !type.equals(call.arguments().get(1).type())) {
            return null;
        }
        return switch (type.name()) {
            case "net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver" -> Estimate.of(Cost.of(1));
            case "kubernetes.NamedFormat" -> Estimate.of(new Cost(1, 64).times(TEXT));
            case "kubernetes.URL" -> {
                Cost size = call.arguments().get(1).size();
                yield Estimate.of(new Cost(1, size == null ? 1 : size.max()).times(TEXT));
            }
            default -> null;
        };
    }

    private static @Nullable Estimate validate(Call call) {
        return call.arguments().isEmpty()
                ? null
                : Estimate.of(call.size(0).times(TEXT).times(LONGEST_FORMAT_REGEX * REGEX));
    }
}
