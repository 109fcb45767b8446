package dev.coracle.kubelet.node;

import dev.coracle.kubelet.runtime.ContainerLog;
import dev.coracle.kubelet.runtime.LogCursor;
import dev.coracle.kubelet.runtime.LogLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a log the way a client asked for it, a chunk at a time. Reads files; confined to one thread at a time. */
final class LogReader implements AutoCloseable {
    private static final int CHUNK_LINES = 500;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ContainerLog log;
    private final LogOptions options;
    private final LogCursor cursor;
    private @Nullable ArrayDeque<LogLine> tail;
    private long bytesLeft;

    LogReader(ContainerLog log, LogOptions options) {
        this.log = log;
        this.options = options;
        this.cursor = log.open();
        this.bytesLeft = options.limitBytes() == null ? Long.MAX_VALUE : options.limitBytes();
    }

    /** The next bytes; empty when there are none for now. */
    byte[] next() {
        if (options.tailLines() != null && tail == null) {
            tail = readTail(options.tailLines());
        }
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        if (tail != null && !tail.isEmpty()) {
            for (LogLine line = tail.poll(); line != null; line = tail.poll()) {
                append(chunk, line);
            }
            return chunk.toByteArray();
        }
        while (chunk.size() == 0 && bytesLeft > 0) {
            List<LogLine> lines = cursor.read(CHUNK_LINES);
            if (lines.isEmpty()) {
                break;
            }
            lines.forEach(line -> append(chunk, line));
        }
        return chunk.toByteArray();
    }

    private ArrayDeque<LogLine> readTail(long count) {
        ArrayDeque<LogLine> latest = new ArrayDeque<>();
        for (List<LogLine> lines = cursor.read(CHUNK_LINES); !lines.isEmpty(); lines = cursor.read(CHUNK_LINES)) {
            for (LogLine line : lines) {
                latest.add(line);
                if (latest.size() > count) {
                    latest.remove();
                }
            }
        }
        return latest;
    }

    private void append(ByteArrayOutputStream chunk, LogLine line) {
        Instant since = options.since();
        if (since != null && line.time().isBefore(since)) {
            return;
        }
        String text = (options.timestamps() ? STAMP.format(line.time()) + " " : "") + line.text() + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = (int) Math.min(bytes.length, bytesLeft);
        chunk.write(bytes, 0, length);
        bytesLeft -= length;
    }

    /** Whether nothing will follow what was read. */
    boolean isExhausted() {
        return bytesLeft <= 0 || !options.follow() || log.isComplete();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
