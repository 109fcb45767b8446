package dev.coracle.machinery.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the reader stands, printed only when something is wrong there. Two notations are needed: that of strict errors,
 * with indexes and map keys, and that of Go's type errors, with field names only. Confined to one reader.
 */
final class DecodePath {
    private static final int FIELD = -1;
    private static final int KEY = -2;

    private @Nullable String[] names = new String[16];

    /** FIELD, KEY, or the index in a list. */
    private int[] kinds = new int[16];

    private int depth;
    private int base;
    private String struct = "";
    private String shown = "";
    private int shownAt = -1;

    void pushField(String name) {
        push(name, FIELD);
    }

    void pushKey(String key) {
        push(key, KEY);
    }

    void pushIndex(int index) {
        push(null, index);
    }

    private void push(@Nullable String name, int kind) {
        if (depth == kinds.length) {
            names = Arrays.copyOf(names, depth * 2);
            kinds = Arrays.copyOf(kinds, depth * 2);
        }
        names[depth] = name;
        kinds[depth++] = kind;
    }

    void pop() {
        depth--;
        if (depth < shownAt) {
            shownAt = -1;
        }
    }

    /** Whether the last path that {@link #strictPath} printed is this one: a key that comes again and again. */
    boolean isWhereLastShown(String last) {
        return shownAt == depth && shown.equals(last);
    }

    /** Enters an object of the definition and returns what {@link #leave} wants back. */
    String enter(String definition) {
        String outer = struct;
        struct = definition;
        return outer;
    }

    void leave(String outer) {
        struct = outer;
    }

    /** Begins a document of its own at the current place, for {@link #goPath}; returns what {@link #rejoin} wants back. */
    int isolate() {
        int outer = base;
        base = depth;
        return outer;
    }

    void rejoin(int outer) {
        base = outer;
    }

    /** The Go struct the current field belongs to. */
    String structName() {
        return struct.substring(struct.lastIndexOf('.') + 1);
    }

    /** {@code spec.template.spec.containers.image}. */
    String goPath() {
        StringBuilder out = new StringBuilder();
        for (int i = base; i < depth; i++) {
            if (kinds[i] == FIELD) {
                out.append(out.isEmpty() ? "" : ".").append(names[i]);
            }
        }
        return out.toString();
    }

    /** {@code spec.template.spec.containers[0].imagee}. */
    String strictPath(String last) {
        shown = last;
        shownAt = depth;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            if (kinds[i] >= 0) {
                out.append('[').append(kinds[i]).append(']');
            } else {
                out.append(out.isEmpty() ? "" : ".").append(names[i]);
            }
        }
        return out.append(out.isEmpty() ? "" : ".").append(last).toString();
    }
}
