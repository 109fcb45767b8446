package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/**
 * A number in Kubernetes' notation: {@code 500m}, {@code 1Gi}, {@code 1e3}.
 *
 * @param value the number
 * @param format how it is written
 */
public record Quantity(BigDecimal value, Format format) implements Comparable<Quantity> {
    /** The suffixes a quantity is printed with. */
    enum Format {
        DECIMAL_SI,
        BINARY_SI,
        DECIMAL_EXPONENT
    }

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI);

    private static final String DECIMAL = "numkMGTPE";
    private static final int[] DECIMAL_EXPONENTS = {-9, -6, -3, 3, 6, 9, 12, 15, 18};
    private static final String BINARY = "KMGTPE";
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    /** Empty when the text is no quantity. */
    public static Optional<Quantity> parse(String text) {
        int end = 0;
        while (end < text.length() && "+-.0123456789".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        BigDecimal number;
        try {
            String digits = text.substring(0, end);
            if (digits.length() > 64 || digits.equals(".")) {
                return Optional.empty();
            }
            number = new BigDecimal(digits);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        return suffixed(number, text.substring(end));
    }

    /** A value the schema has checked already: a number or a valid text; zero for anything else. */
    public static Quantity of(JsonNode node) {
        if (node.isIntegralNumber()) {
            return new Quantity(new BigDecimal(node.bigIntegerValue()), Format.DECIMAL_SI);
        }
        return parse(node.asText()).orElse(ZERO);
    }

    public static Quantity of(long number) {
        return new Quantity(BigDecimal.valueOf(number), Format.DECIMAL_SI);
    }

    /**
     * Rewrites the quantities of a resource list as a server stores them: rounded up to milli and in canonical form, so
     * that {@code 0.5} becomes {@code 500m} and {@code 1024Mi} becomes {@code 1Gi}.
     */
    public static void canonicalize(JsonNode resources) {
        if (!(resources instanceof ObjectNode list)) {
            return;
        }
        for (Map.Entry<String, JsonNode> entry : list.properties()) {
            Optional<Quantity> quantity = parse(entry.getValue().asText());
            if (quantity.isPresent()) {
                String text = quantity.get().roundedToMilli().toString();
                if (!entry.getValue().isTextual()
                        || !text.equals(entry.getValue().textValue())) {
                    entry.setValue(list.textNode(text));
                }
            }
        }
    }

    /** Rewrites one quantity field in canonical form. */
    public static void canonicalize(ObjectNode node, String field) {
        if (Tree.has(node, field)) {
            parse(Tree.text(node, field)).ifPresent(quantity -> node.put(field, quantity.toString()));
        }
    }

    public Quantity plus(Quantity other) {
        return new Quantity(value.add(other.value), value.signum() == 0 ? other.format : format);
    }

    public Quantity minus(Quantity other) {
        return new Quantity(value.subtract(other.value), value.signum() == 0 ? other.format : format);
    }

    public boolean isMultipleOf(Quantity other) {
        return value.remainder(other.value).signum() == 0;
    }

    /** The next whole number away from zero, as Go's {@code RoundUp(0)}. */
    public Quantity roundedUp() {
        return isInteger() ? this : new Quantity(value.setScale(0, RoundingMode.UP), format);
    }

    public boolean isInteger() {
        return value.stripTrailingZeros().scale() <= 0;
    }

    /** The number of thousandths not below this one, as Go's {@code MilliValue()}. */
    public long milliValue() {
        return value.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
    }

    /** The whole number not below this one, as Go's {@code Value()}. */
    public long longValue() {
        return value.setScale(0, RoundingMode.CEILING).longValue();
    }

    public int signum() {
        return value.signum();
    }

    @Override
    public int compareTo(Quantity other) {
        return value.compareTo(other.value);
    }

    private Quantity roundedToMilli() {
        return value.scale() <= 3 ? this : new Quantity(value.setScale(3, RoundingMode.UP), format);
    }

    private static Optional<Quantity> suffixed(BigDecimal number, String suffix) {
        if (suffix.isEmpty()) {
            return Optional.of(new Quantity(number, Format.DECIMAL_SI));
        }
        if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
            int power = BINARY.indexOf(suffix.charAt(0)) + 1;
            return power == 0
                    ? Optional.empty()
                    : Optional.of(new Quantity(number.multiply(KIBI.pow(power)), Format.BINARY_SI));
        }
        if (suffix.length() == 1) {
            int index = DECIMAL.indexOf(suffix.charAt(0));
            return index < 0
                    ? Optional.empty()
                    : Optional.of(new Quantity(number.scaleByPowerOfTen(DECIMAL_EXPONENTS[index]), Format.DECIMAL_SI));
        }
        if (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E') {
            try {
                int exponent = Integer.parseInt(suffix.substring(1));
                return Math.abs(exponent) > 100
                        ? Optional.empty()
                        : Optional.of(new Quantity(number.scaleByPowerOfTen(exponent), Format.DECIMAL_EXPONENT));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The canonical form: no fraction, the largest suffix that allows it. */
    @Override
    public String toString() {
        if (value.signum() == 0) {
            return "0";
        }
        if (format == Format.BINARY_SI && isInteger() && value.abs().compareTo(KIBI) >= 0) {
            return binary(value.toBigIntegerExact());
        }
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
        exponent = Math.max(-9, exponent);
        if (format != Format.DECIMAL_EXPONENT) {
            exponent = Math.min(18, exponent);
        }
        BigInteger digits = stripped.scaleByPowerOfTen(-exponent)
                .setScale(0, RoundingMode.UP)
                .toBigIntegerExact();
        return digits + (format == Format.DECIMAL_EXPONENT ? exponentSuffix(exponent) : decimalSuffix(exponent));
    }

    private static String exponentSuffix(int exponent) {
        return exponent == 0 ? "" : "e" + exponent;
    }

    private static String decimalSuffix(int exponent) {
        for (int i = 0; i < DECIMAL_EXPONENTS.length; i++) {
            if (DECIMAL_EXPONENTS[i] == exponent) {
                return DECIMAL.substring(i, i + 1);
            }
        }
        return "";
    }

    private static String binary(BigInteger number) {
        BigInteger rest = number;
        int power = 0;
        while (power < BINARY.length() && rest.getLowestSetBit() >= 10) {
            rest = rest.shiftRight(10);
            power++;
        }
        return power == 0 ? rest.toString() : rest.toString() + BINARY.charAt(power - 1) + "i";
    }
}
