package dev.coracle.apiserver.kinds.apiextensions;

import dev.coracle.apiserver.customresources.cel.Rule;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the rules of one version may cost, each for itself and all together (upstream v1.36). Confined to one validation. */
final class RuleCosts {
    /** Upstream's StaticEstimatedCostLimit. */
    private static final long RULE_LIMIT = 10_000_000;
    /** Upstream's StaticEstimatedCRDCostLimit. */
    private static final long TOTAL_LIMIT = 100_000_000;

    private static final int NAMED = 4;

    private final Path schema;
    private final FieldErrors errors;
    private final List<Seen> expensive = new ArrayList<>();
    private long total;

    private record Seen(Path path, long cost) {}

    /** @param schema where the schema is */
    RuleCosts(Path schema, FieldErrors errors) {
        this.schema = schema;
        this.errors = errors;
    }

    static long times(long cost, long count) {
        return cost != 0 && count > Long.MAX_VALUE / cost ? Long.MAX_VALUE : cost * count;
    }

    /** @param cardinality how many values it is evaluated for; negative when nothing bounds them */
    void rule(Rule rule, long cardinality, Path at) {
        observe(
                "estimated rule cost",
                times(rule.rule().cost(), cardinality < 0 ? rule.maxCardinality() : cardinality),
                at);
    }

    void message(Rule rule, Path at) {
        observe("estimated messageExpression cost", rule.message().cost(), at);
    }

    private void observe(String what, long cost, Path at) {
        if (cost > RULE_LIMIT) {
            errors.forbidden(at, exceeds(what, cost, RULE_LIMIT));
        }
        total = total > Long.MAX_VALUE - cost ? Long.MAX_VALUE : total + cost;
        if (cost >= TOTAL_LIMIT / 100) {
            expensive.add(new Seen(at, cost));
            expensive.sort(Comparator.comparingLong(Seen::cost).reversed());
            if (expensive.size() > NAMED) {
                expensive.remove(NAMED);
            }
        }
    }

    void checkTotal() {
        if (total <= TOTAL_LIMIT) {
            return;
        }
        for (Seen rule : expensive) {
            errors.forbidden(
                    rule.path(),
                    "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
        }
        errors.forbidden(
                schema,
                exceeds(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                        total,
                        TOTAL_LIMIT));
    }

    private static String exceeds(String what, long cost, long limit) {
        double factor = (double) cost / limit;
        String shown = factor > 100
                ? "more than 100x"
                : factor < 1.5
                        ? String.format(Locale.ROOT, "%fx", factor)
                        : String.format(Locale.ROOT, "%.1fx", factor);
        return what + " exceeds budget by factor of " + shown
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and "
                + "strings are declared)";
    }
}
