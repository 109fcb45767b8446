package dev.coracle.kubelet.runtime;

import java.util.List;

/** A position in a log. Confined to one thread at a time. */
public interface LogCursor extends AutoCloseable {
    /** The next lines, at most {@code max}; empty when there are none yet. Lines dropped meanwhile are skipped. */
    List<LogLine> read(int max);

    @Override
    void close();
}
