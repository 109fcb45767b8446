package dev.coracle.testing;

/** What a pod is when no {@code runtimeClassName} says otherwise. */
public enum PodRuntime {
    /** One operating system process per container. */
    PROCESS,
    /** A listener inside this JVM. */
    INLINE,
    /** Status only. */
    SIMULATED
}
