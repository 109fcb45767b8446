package dev.coracle.apiserver.customresources.cel;

import dev.cel.common.values.CelByteString;
import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call that has been made.
 *
 * @param operands the receiver first, where there is one
 */
record ActualCall(String overload, List<Object> operands, Object result) implements CallSizes {
    @Override
    public Cost size(int operand) {
        return Cost.of(size(operands.get(operand)));
    }

    Cost resultSize() {
        return Cost.of(size(result));
    }

    /** Characters, bytes, items or entries; one for what has no parts. */
    static long size(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof Collection<?> list) {
            return list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof CelByteString bytes) {
            return bytes.size();
        }
        if (value instanceof IpAddress address) {
            return (long) address.bits() / Byte.SIZE;
        }
        if (value instanceof IpBlock range) {
            return (range.prefixLength() + Byte.SIZE - 1L) / Byte.SIZE;
        }
        return value instanceof Optional<?> optional && optional.isPresent() ? size(optional.get()) : 1;
    }

    /** What it costs to go through a value and all its parts. */
    static long traversal(Object value) {
        if (value instanceof String text) {
            return (long) (text.getBytes(StandardCharsets.UTF_8).length * FunctionCosts.TEXT);
        }
        if (value instanceof CelByteString bytes) {
            return (long) (bytes.size() * FunctionCosts.TEXT);
        }
        long cost = 0;
        if (value instanceof Collection<?> list) {
            for (Object item : list) {
                cost += traversal(item);
            }
            return cost;
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                cost += traversal(entry.getKey()) + traversal(entry.getValue());
            }
            return cost;
        }
        return 1;
    }
}
