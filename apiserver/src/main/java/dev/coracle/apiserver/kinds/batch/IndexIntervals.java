package dev.coracle.apiserver.kinds.batch;

import org.jspecify.annotations.Nullable;

/** Indexes of an indexed job as text: {@code 1,3-5,7}. */
final class IndexIntervals {
    private record Interval(int first, int last) {}

    private IndexIntervals() {}

    /**
     * Counts the indexes.
     *
     * @param completions the job's, which every index is below
     * @throws IllegalArgumentException with upstream's words when the text is not one
     */
    static int count(String text, long completions) {
        int total = 0;
        if (text.isEmpty()) {
            return total;
        }
        Interval before = null;
        for (String part : text.split(",", -1)) {
            Interval interval = parse(part, completions);
            if (before != null && before.last >= interval.first) {
                throw nonIncreasing(before.last, interval.first);
            }
            total += interval.last - interval.first + 1;
            before = interval;
        }
        return total;
    }

    private static Interval parse(String part, long completions) {
        String[] limits = part.split("-", -1);
        if (limits.length > 2) {
            throw new IllegalArgumentException("the fragment \"" + part
                    + "\" violates the requirement that an index interval can have at most two parts separated by '-'");
        }
        int first = index(limits[0], completions);
        if (limits.length == 1) {
            return new Interval(first, first);
        }
        int last = index(limits[1], completions);
        if (first >= last) {
            throw nonIncreasing(first, last);
        }
        return new Interval(first, last);
    }

    private static int index(String text, long completions) {
        int index;
        try {
            index = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cannot convert string to integer for index: \"" + text + '"', e);
        }
        if (index >= completions) {
            throw new IllegalArgumentException("too large index: \"" + text + '"');
        }
        return index;
    }

    private static IllegalArgumentException nonIncreasing(int previous, int current) {
        return new IllegalArgumentException("non-increasing order, previous: " + previous + ", current: " + current);
    }

    /** The lowest index both texts hold; -1 when there is none. Parts that are not sound are passed over. */
    static int overlap(String one, String other, long completions) {
        int lowest = -1;
        for (String part : one.split(",", -1)) {
            for (String otherPart : other.split(",", -1)) {
                Interval a = sound(part, completions);
                Interval b = sound(otherPart, completions);
                if (a != null && b != null && a.first <= b.last && b.first <= a.last) {
                    int index = Math.max(a.first, b.first);
                    lowest = lowest < 0 ? index : Math.min(lowest, index);
                }
            }
        }
        return lowest;
    }

    private static @Nullable Interval sound(String part, long completions) {
        try {
            return parse(part, completions);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
