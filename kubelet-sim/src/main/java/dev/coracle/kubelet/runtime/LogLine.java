package dev.coracle.kubelet.runtime;

import java.time.Instant;

/** One line of output, without its line feed. */
public record LogLine(Instant time, String text) {}
