package dev.coracle.machinery.fieldmanager;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A set of paths, kept as a trie. Immutable. A path in the set does not imply the paths above or below it. */
final class FieldSet {
    static final FieldSet EMPTY = new FieldSet(List.of());

    /**
     * One step and what follows it; at least one of the two holds.
     *
     * @param member whether the path that ends here is in the set
     * @param children the paths that go on from here
     */
    record Entry(PathElement element, boolean member, FieldSet children) {
        static Entry leaf(PathElement element) {
            return new Entry(element, true, EMPTY);
        }

        private boolean isNothing() {
            return !member && children.isEmpty();
        }
    }

    private static final Comparator<Entry> ORDER = (a, b) -> a.element.compareTo(b.element);

    /** Sorted, each element once, none that is nothing. */
    private final List<Entry> entries;

    private FieldSet(List<Entry> entries) {
        this.entries = entries;
    }

    /** @param entries in any order, an element possibly twice; the set's own afterwards */
    static FieldSet of(List<Entry> entries) {
        if (entries.isEmpty()) {
            return EMPTY;
        }
        boolean sorted = true;
        for (int i = 1; i < entries.size() && sorted; i++) {
            sorted = ORDER.compare(entries.get(i - 1), entries.get(i)) < 0;
        }
        if (sorted) {
            return new FieldSet(entries);
        }
        entries.sort(ORDER);
        List<Entry> unique = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            int last = unique.size() - 1;
            if (last >= 0 && unique.get(last).element.compareTo(entry.element) == 0) {
                Entry first = unique.get(last);
                unique.set(
                        last,
                        new Entry(first.element, first.member || entry.member, first.children.union(entry.children)));
            } else {
                unique.add(entry);
            }
        }
        return new FieldSet(unique);
    }

    /** The set of one path of field names. */
    static FieldSet path(String... names) {
        FieldSet set = EMPTY;
        for (int i = names.length - 1; i >= 0; i--) {
            PathElement element = new PathElement.Field(names[i]);
            set = new FieldSet(List.of(new Entry(element, i == names.length - 1, set)));
        }
        return set;
    }

    List<Entry> entries() {
        return entries;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many paths there are. */
    int size() {
        int size = 0;
        for (Entry entry : entries) {
            size += (entry.member ? 1 : 0) + entry.children.size();
        }
        return size;
    }

    @Nullable
    Entry get(PathElement element) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = entries.get(middle).element.compareTo(element);
            if (order == 0) {
                return entries.get(middle);
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    FieldSet union(FieldSet other) {
        return combine(
                other, true, true, (a, b) -> new Entry(a.element, a.member || b.member, a.children.union(b.children)));
    }

    FieldSet intersection(FieldSet other) {
        return combine(
                other,
                false,
                false,
                (a, b) -> new Entry(a.element, a.member && b.member, a.children.intersection(b.children)));
    }

    /** The paths here that are not in {@code other}. */
    FieldSet difference(FieldSet other) {
        return combine(
                other,
                true,
                false,
                (a, b) -> new Entry(a.element, a.member && !b.member, a.children.difference(b.children)));
    }

    /** The paths here that are neither in {@code other} nor below one that is. */
    FieldSet recursiveDifference(FieldSet other) {
        return combine(
                other,
                true,
                false,
                (a, b) -> b.member ? null : new Entry(a.element, a.member, a.children.recursiveDifference(b.children)));
    }

    /** What becomes of an element that both sets have. */
    private interface Both {
        @Nullable
        Entry of(Entry a, Entry b);
    }

    /**
     * Walks two sets side by side.
     *
     * @param mine whether elements that only this set has stay
     * @param theirs whether elements that only the other has do
     */
    private FieldSet combine(FieldSet other, boolean mine, boolean theirs, Both both) {
        if (isEmpty()) {
            return theirs ? other : EMPTY;
        }
        if (other.isEmpty()) {
            return mine ? this : EMPTY;
        }
        List<Entry> result = new ArrayList<>(Math.max(entries.size(), other.entries.size()));
        int i = 0;
        int j = 0;
        while (i < entries.size() || j < other.entries.size()) {
            Entry a = i < entries.size() ? entries.get(i) : null;
            Entry b = j < other.entries.size() ? other.entries.get(j) : null;
            int order = a == null ? 1 : b == null ? -1 : a.element.compareTo(b.element);
            Entry chosen = order == 0 ? both.of(a, b) : order < 0 ? (mine ? a : null) : (theirs ? b : null);
            if (chosen != null && !chosen.isNothing()) {
                result.add(chosen);
            }
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return result.isEmpty() ? EMPTY : new FieldSet(result);
    }

    /** Every path as it prints, those that end at a level before those that go on from it. */
    void forEach(Consumer<String> action) {
        forEach("", action);
    }

    private void forEach(String prefix, Consumer<String> action) {
        for (Entry entry : entries) {
            if (entry.member) {
                action.accept(prefix + entry.element);
            }
        }
        for (Entry entry : entries) {
            if (!entry.children.isEmpty()) {
                entry.children.forEach(prefix + entry.element, action);
            }
        }
    }

    boolean sameAs(FieldSet other) {
        return difference(other).isEmpty() && other.difference(this).isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        forEach(path -> out.append(out.isEmpty() ? "" : "\n").append(path));
        return out.toString();
    }
}
