package dev.coracle.machinery.field;

import org.jspecify.annotations.Nullable;

/** Where in an object a value stands: {@code spec.containers[0].image}. Immutable; printed only when asked. */
public final class Path {
    private static final Path ROOT = new Path(null, "", false);

    private final @Nullable Path parent;
    private final String segment;
    private final boolean subscript;

    private Path(@Nullable Path parent, String segment, boolean subscript) {
        this.parent = parent;
        this.segment = segment;
        this.subscript = subscript;
    }

    /** A path of names; with none, the object itself, which prints as the empty string. */
    public static Path of(String... names) {
        Path path = ROOT;
        for (String name : names) {
            path = path.child(name);
        }
        return path;
    }

    public Path child(String name) {
        return new Path(this, name, false);
    }

    public Path index(int index) {
        return new Path(this, Integer.toString(index), true);
    }

    public Path key(String key) {
        return new Path(this, key, true);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        print(out);
        return out.toString();
    }

    private void print(StringBuilder out) {
        if (parent == null) {
            return;
        }
        parent.print(out);
        if (subscript || segment.isEmpty()) {
            out.append('[').append(segment).append(']');
        } else {
            out.append(out.isEmpty() ? "" : ".").append(segment);
        }
    }
}
