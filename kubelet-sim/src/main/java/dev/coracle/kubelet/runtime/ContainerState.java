package dev.coracle.kubelet.runtime;

import java.time.Instant;

/** Where a container is in its life; it only ever moves forward. */
public sealed interface ContainerState {
    /** Started, but not yet able to answer. */
    record Starting(Instant since) implements ContainerState {}

    record Running(Instant startedAt) implements ContainerState {}

    /** A code above 128 tells of death by a signal: 137 is SIGKILL. The message may be empty. */
    record Exited(Instant startedAt, Instant finishedAt, int code, String message) implements ContainerState {}
}
