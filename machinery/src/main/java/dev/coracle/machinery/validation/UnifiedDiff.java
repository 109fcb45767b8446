package dev.coracle.machinery.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The unified diff of two texts, of two files that have no names. Which of several diffs it is, is defined by the
 * algorithm of Python's difflib, which upstream uses too: the longest run of equal lines, then the same on both sides of
 * it, where lines that a long text repeats often begin no run. Confined to one call.
 */
final class UnifiedDiff {
    /** From this length on, a line that makes up more than a hundredth of the text is popular. */
    private static final int LONG = 200;

    private static final int PERCENT = 100;

    private final List<String> before;
    private final List<String> after;
    private final Map<String, List<Integer>> places = new HashMap<>();

    private UnifiedDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
        for (int i = 0; i < after.size(); i++) {
            places.computeIfAbsent(after.get(i), line -> new ArrayList<>()).add(i);
        }
        if (after.size() >= LONG) {
            int many = after.size() / PERCENT + 1;
            places.values().removeIf(found -> found.size() > many);
        }
    }

    /** Equal lines: {@code size} of them from {@code a} in the first text and from {@code b} in the second. */
    private record Run(int a, int b, int size) {}

    /** The lines from {@code a} to {@code aEnd} of the first text, in the second those from {@code b} to {@code bEnd}. */
    private record Part(boolean equal, int a, int aEnd, int b, int bEnd) {}

    /** The diff, each line with its end; empty when the texts are equal. */
    static String of(List<String> before, List<String> after, int context) {
        UnifiedDiff diff = new UnifiedDiff(before, after);
        StringBuilder out = new StringBuilder();
        for (List<Part> hunk : hunks(diff.parts(), context)) {
            diff.write(hunk, out);
        }
        return out.toString();
    }

    private void write(List<Part> hunk, StringBuilder out) {
        Part first = hunk.get(0);
        Part last = hunk.get(hunk.size() - 1);
        out.append("@@ -")
                .append(range(first.a(), last.aEnd()))
                .append(" +")
                .append(range(first.b(), last.bEnd()))
                .append(" @@\n");
        for (Part part : hunk) {
            lines(part.equal() ? ' ' : '-', before.subList(part.a(), part.aEnd()), out);
            if (!part.equal()) {
                lines('+', after.subList(part.b(), part.bEnd()), out);
            }
        }
    }

    private static void lines(char sign, List<String> lines, StringBuilder out) {
        lines.forEach(line -> out.append(sign).append(line).append('\n'));
    }

    private static String range(int start, int end) {
        int length = end - start;
        return length == 1 ? Integer.toString(start + 1) : (length == 0 ? start : start + 1) + "," + length;
    }

    /** The parts that differ with what stands around them, cut where more than twice the context is equal. */
    private static List<List<Part>> hunks(List<Part> parts, int context) {
        List<List<Part>> hunks = new ArrayList<>();
        List<Part> hunk = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int size = part.aEnd() - part.a();
            boolean first = i == 0;
            boolean last = i == parts.size() - 1;
            if (part.equal() && !first && !last && size > 2 * context) {
                hunk.add(new Part(true, part.a(), part.a() + context, part.b(), part.b() + context));
                hunks.add(hunk);
                hunk = new ArrayList<>();
                first = true;
            }
            int head = part.equal() && first ? Math.max(0, size - context) : 0;
            int tail = part.equal() && last ? Math.max(0, size - context) : 0;
            hunk.add(
                    part.equal()
                            ? new Part(true, part.a() + head, part.aEnd() - tail, part.b() + head, part.bEnd() - tail)
                            : part);
        }
        if (hunk.stream().anyMatch(part -> !part.equal())) {
            hunks.add(hunk);
        }
        return hunks;
    }

    private List<Part> parts() {
        List<Run> runs = new ArrayList<>();
        match(0, before.size(), 0, after.size(), runs);
        runs.add(new Run(before.size(), after.size(), 0));
        List<Part> parts = new ArrayList<>();
        int a = 0;
        int b = 0;
        for (Run run : runs) {
            if (run.a() > a || run.b() > b) {
                parts.add(new Part(false, a, run.a(), b, run.b()));
            }
            a = run.a() + run.size();
            b = run.b() + run.size();
            if (run.size() > 0) {
                extend(parts, new Part(true, run.a(), a, run.b(), b));
            }
        }
        return parts;
    }

    /** Runs that touch are one. */
    private static void extend(List<Part> parts, Part part) {
        int last = parts.size() - 1;
        if (last >= 0 && parts.get(last).equal()) {
            Part previous = parts.remove(last);
            parts.add(new Part(true, previous.a(), part.aEnd(), previous.b(), part.bEnd()));
        } else {
            parts.add(part);
        }
    }

    private void match(int aLow, int aHigh, int bLow, int bHigh, List<Run> runs) {
        Run run = longest(aLow, aHigh, bLow, bHigh);
        if (run.size() == 0) {
            return;
        }
        if (aLow < run.a() && bLow < run.b()) {
            match(aLow, run.a(), bLow, run.b(), runs);
        }
        runs.add(run);
        if (run.a() + run.size() < aHigh && run.b() + run.size() < bHigh) {
            match(run.a() + run.size(), aHigh, run.b() + run.size(), bHigh, runs);
        }
    }

    private Run longest(int aLow, int aHigh, int bLow, int bHigh) {
        Run best = new Run(aLow, bLow, 0);
        Map<Integer, Integer> lengths = new HashMap<>();
        for (int i = aLow; i < aHigh; i++) {
            Map<Integer, Integer> next = new HashMap<>();
            for (int j : places.getOrDefault(before.get(i), List.of())) {
                if (j >= bLow && j < bHigh) {
                    int length = lengths.getOrDefault(j - 1, 0) + 1;
                    next.put(j, length);
                    if (length > best.size()) {
                        best = new Run(i - length + 1, j - length + 1, length);
                    }
                }
            }
            lengths = next;
        }
        return widened(best, aLow, aHigh, bLow, bHigh);
    }

    /** With the popular lines beside it. */
    private Run widened(Run run, int aLow, int aHigh, int bLow, int bHigh) {
        int a = run.a();
        int b = run.b();
        int size = run.size();
        while (a > aLow && b > bLow && before.get(a - 1).equals(after.get(b - 1))) {
            a--;
            b--;
            size++;
        }
        while (a + size < aHigh && b + size < bHigh && before.get(a + size).equals(after.get(b + size))) {
            size++;
        }
        return new Run(a, b, size);
    }
}
