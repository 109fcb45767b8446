package dev.coracle.controllers.resourcequota;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A quantity that can be added up.
 *
 * @param binary whether it is written in powers of two: {@code 1Gi}
 */
record Amount(BigDecimal value, boolean binary) {
    static final Amount ZERO = new Amount(BigDecimal.ZERO, false);
    static final Amount ONE = new Amount(BigDecimal.ONE, false);

    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    static Amount of(Quantity quantity) {
        return new Amount(quantity.getNumericalAmount(), quantity.getFormat().endsWith("i"));
    }

    static Map<String, Amount> of(Map<String, Quantity> quantities) {
        Map<String, Amount> amounts = new TreeMap<>();
        quantities.forEach((name, quantity) -> amounts.put(name, of(quantity)));
        return amounts;
    }

    /** Written as the first of the two that is not zero. */
    Amount plus(Amount other) {
        return new Amount(value.add(other.value), value.signum() == 0 ? other.binary : binary);
    }

    Amount max(Amount other) {
        return value.compareTo(other.value) >= 0 ? this : other;
    }

    Amount roundedUp() {
        return new Amount(value.setScale(0, RoundingMode.UP), binary);
    }

    boolean isSameAs(Amount other) {
        return value.compareTo(other.value) == 0;
    }

    Quantity toQuantity() {
        return binary && value.remainder(KIBI).signum() == 0
                ? new Quantity(value.divide(KIBI).toBigInteger().toString(), "Ki")
                : new Quantity(value.stripTrailingZeros().toPlainString());
    }

    static void add(Map<String, Amount> sums, Map<String, Amount> more) {
        more.forEach((name, amount) -> sums.merge(name, amount, Amount::plus));
    }

    static void max(Map<String, Amount> sums, Map<String, Amount> others) {
        others.forEach((name, amount) -> sums.merge(name, amount, Amount::max));
    }

    static boolean same(Map<String, Amount> some, Map<String, Amount> others) {
        return some.keySet().equals(others.keySet())
                && some.entrySet().stream().allMatch(entry -> entry.getValue().isSameAs(others.get(entry.getKey())));
    }
}
