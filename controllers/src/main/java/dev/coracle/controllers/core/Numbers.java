package dev.coracle.controllers.core;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the optional numbers of API objects. */
public final class Numbers {
    private static final int PERCENT = 100;

    private Numbers() {}

    /** The value, or {@code absent} if there is none. */
    public static int orElse(@Nullable Integer value, int absent) {
        return Objects.requireNonNullElse(value, absent);
    }

    /** The value, or 0 if there is none. */
    public static int orZero(@Nullable Integer value) {
        return orElse(value, 0);
    }

    public static long orZero(@Nullable Long value) {
        return Objects.requireNonNullElse(value, 0L);
    }

    /** An absolute number, or a percentage of {@code total} rounded up or down. */
    public static int scaled(@Nullable IntOrString value, int total, boolean roundUp) {
        if (value == null) {
            return 0;
        }
        if (value.getIntVal() != null) {
            return value.getIntVal();
        }
        String text = value.getStrVal();
        if (text == null || !text.endsWith("%")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither a number nor a percentage");
        }
        long share = (long) Integer.parseInt(text.substring(0, text.length() - 1)) * total;
        return Math.toIntExact(roundUp ? Math.floorDiv(share + PERCENT - 1, PERCENT) : Math.floorDiv(share, PERCENT));
    }
}
