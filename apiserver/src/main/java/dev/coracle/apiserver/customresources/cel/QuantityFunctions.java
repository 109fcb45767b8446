package dev.coracle.apiserver.customresources.cel;

import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.INT;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.QUANTITY;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.TEXT;

import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;
import dev.coracle.machinery.validation.Quantity;
import java.math.BigDecimal;

/** quantity and what can be asked of it. */
final class QuantityFunctions {
    private QuantityFunctions() {}

    /** A quantity that equals every other of the same value, whatever its unit. */
    record Amount(BigDecimal value) implements Comparable<Amount> {
        Amount {
            value = value.stripTrailingZeros();
        }

        static Amount parse(String text) {
            return Quantity.parse(text)
                    .map(quantity -> new Amount(quantity.value()))
                    .orElseThrow(
                            () -> new IllegalArgumentException(
                                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
        }

        boolean isInteger() {
            return value.scale() <= 0 && value.toBigIntegerExact().bitLength() < Long.SIZE;
        }

        long integer() {
            if (!isInteger()) {
                throw new IllegalArgumentException("cannot convert value to integer");
            }
            return value.longValueExact();
        }

        @Override
        public int compareTo(Amount other) {
            return value.compareTo(other.value);
        }
    }

    static void add(Library library) {
        ParameterType quantity = new ParameterType(QUANTITY, Amount.class);
        library.global("quantity", "string_to_quantity", QUANTITY, a -> Amount.parse((String) a[0]), TEXT)
                .global(
                        "isQuantity",
                        "is_quantity_string",
                        SimpleType.BOOL,
                        a -> Quantity.parse((String) a[0]).isPresent(),
                        TEXT)
                .global(
                        "sign",
                        "quantity_sign",
                        SimpleType.INT,
                        a -> (long) amount(a, 0).value().signum(),
                        quantity)
                .member(
                        "isInteger",
                        "quantity_is_integer",
                        SimpleType.BOOL,
                        a -> amount(a, 0).isInteger(),
                        quantity)
                .member(
                        "asInteger",
                        "quantity_get_int",
                        SimpleType.INT,
                        a -> amount(a, 0).integer(),
                        quantity)
                .member(
                        "asApproximateFloat",
                        "quantity_get_float",
                        SimpleType.DOUBLE,
                        a -> amount(a, 0).value().doubleValue(),
                        quantity)
                .member(
                        "isGreaterThan",
                        "quantity_is_greater_than",
                        SimpleType.BOOL,
                        a -> order(a) > 0,
                        quantity,
                        quantity)
                .member("isLessThan", "quantity_is_less_than", SimpleType.BOOL, a -> order(a) < 0, quantity, quantity)
                .member("compareTo", "quantity_compare_to", SimpleType.INT, a -> (long) order(a), quantity, quantity)
                .member(
                        "add",
                        "quantity_add",
                        QUANTITY,
                        a -> plus(a, amount(a, 1).value()),
                        quantity,
                        quantity)
                .member(
                        "add",
                        "quantity_add_int",
                        QUANTITY,
                        a -> plus(a, BigDecimal.valueOf((Long) a[1])),
                        quantity,
                        INT)
                .member(
                        "sub",
                        "quantity_sub",
                        QUANTITY,
                        a -> plus(a, amount(a, 1).value().negate()),
                        quantity,
                        quantity)
                .member(
                        "sub",
                        "quantity_sub_int",
                        QUANTITY,
                        a -> plus(a, BigDecimal.valueOf((Long) a[1]).negate()),
                        quantity,
                        INT);
    }

    private static Amount amount(Object[] arguments, int index) {
        return (Amount) arguments[index];
    }

    private static int order(Object[] arguments) {
        return amount(arguments, 0).compareTo(amount(arguments, 1));
    }

    private static Amount plus(Object[] arguments, BigDecimal other) {
        return new Amount(amount(arguments, 0).value().add(other));
    }
}
