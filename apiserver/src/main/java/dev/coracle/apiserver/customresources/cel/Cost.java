package dev.coracle.apiserver.customresources.cel;

/**
 * A range of costs, or of sizes, in cel-go's units. What would overflow stays at the largest number.
 *
 * @param min not negative
 * @param max not negative
 */
record Cost(long min, long max) {
    static final Cost NONE = new Cost(0, 0);
    static final Cost UNKNOWN = new Cost(0, Long.MAX_VALUE);

    static Cost of(long fixed) {
        return new Cost(fixed, fixed);
    }

    Cost plus(Cost other) {
        return new Cost(plus(min, other.min), plus(max, other.max));
    }

    Cost times(Cost other) {
        return new Cost(times(min, other.min), times(max, other.max));
    }

    Cost times(double factor) {
        return new Cost(times(min, factor), times(max, factor));
    }

    Cost union(Cost other) {
        return new Cost(Math.min(min, other.min), Math.max(max, other.max));
    }

    private static long plus(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    static long times(long one, long other) {
        return other != 0 && one > Long.MAX_VALUE / other ? Long.MAX_VALUE : one * other;
    }

    static long times(long one, double factor) {
        double product = Math.ceil(one * factor);
        return product >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) product;
    }
}
