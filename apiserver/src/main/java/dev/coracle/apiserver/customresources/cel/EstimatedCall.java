package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that has been read but not made.
 *
 * @param operands the receiver first, where there is one
 */
record EstimatedCall(String overload, List<Operand> operands, KnownSizes sizes) implements CallSizes {
    EstimatedCall {
        operands = List.copyOf(operands);
    }

    /**
     * What a function is called with.
     *
     * @param path where in the object the value is; empty when it is not of the object
     * @param expression null for the items of a list
     * @param size as far as the expression itself tells
     */
    record Operand(
            List<String> path,
            CelType type,
            @Nullable CelExpr expression,
            @Nullable Cost size) {
        boolean isText() {
            return type.kind() == CelKind.STRING || type.kind() == CelKind.BYTES;
        }
    }

    @Override
    public Cost size(int operand) {
        return operand < operands.size() ? sizes.of(operands.get(operand)) : Cost.UNKNOWN;
    }

    CelType type(int operand) {
        return operands.get(operand).type();
    }

    /** What a list's items are; null if it is none. */
    @Nullable
    Operand item(int operand) {
        Operand list = operands.get(operand);
        if (list.type().parameters().isEmpty()) {
            return null;
        }
        List<String> path = list.path().isEmpty() ? List.of() : KnownSizes.below(list.path(), KnownSizes.ITEMS);
        return new Operand(path, list.type().parameters().get(0), null, null);
    }

    /** A number that is written in the expression, or else {@code otherwise}; never negative. */
    long literal(int operand, long otherwise) {
        CelExpr e = operand < operands.size() ? operands.get(operand).expression() : null;
        return e != null && e.getKind() == Kind.CONSTANT && e.constant().getKind() == CelConstant.Kind.INT64_VALUE
                ? Math.max(0, e.constant().int64Value())
                : otherwise;
    }
}
