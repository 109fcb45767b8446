package dev.coracle.kubelet;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The container runtimes there are; their names are what {@code --runtime} and a pod's {@code runtimeClassName} say. */
public enum RuntimeKind {
    /** One OS process per container. */
    PROCESS,
    /** A listener in this JVM per container. */
    INLINE,
    /** A status and nothing else. */
    SIMULATED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The runtime of that name.
     *
     * @throws IllegalArgumentException that lists the names there are
     */
    public static RuntimeKind parse(String name) {
        for (RuntimeKind kind : values()) {
            if (kind.toString().equals(name)) {
                return kind;
            }
        }
        String names = Arrays.stream(values()).map(RuntimeKind::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("runtime \"" + name + "\" is none of " + names);
    }
}
