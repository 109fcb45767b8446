package dev.coracle.kubelet.runtime;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in two files of the container runtime interface's format, {@code <time> stdout F <text>}: the current one, and
 * the one before it, beside it with the suffix {@code .1}. Guarded by its own monitor, which is not held while
 * listeners run.
 */
final class FileLog implements ContainerLog {
    private static final Logger log = LoggerFactory.getLogger(FileLog.class);

    /** Two of these make the 10 MiB a container may keep, which is the kubelet's default too. */
    static final long MAX_FILE_BYTES = 5 * 1024 * 1024;

    private static final String STREAM = " stdout F ";

    private final Path file;
    private final long maxFileBytes;
    private final LogListeners listeners = new LogListeners();
    private @Nullable FileOutputStream out;
    private long size;
    private int rotations;
    private boolean complete;
    private String lastLine = "";

    private FileLog(Path file, long maxFileBytes, boolean complete) {
        this.file = file;
        this.maxFileBytes = maxFileBytes;
        this.complete = complete;
    }

    /** A log to append to; whatever was there is replaced. */
    static FileLog create(Path file, long maxFileBytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(before(file));
        FileLog created = new FileLog(file, maxFileBytes, false);
        created.out = new FileOutputStream(file.toFile());
        return created;
    }

    /** A log that an earlier run has written. */
    static FileLog existing(Path file) {
        return new FileLog(file, MAX_FILE_BYTES, true);
    }

    private static Path before(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    void append(Instant time, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(time).append(STREAM).append(line).append('\n');
        }
        write(text.toString().getBytes(StandardCharsets.UTF_8), lines.get(lines.size() - 1));
        listeners.fire();
    }

    private synchronized void write(byte[] bytes, String last) {
        lastLine = last;
        try {
            if (size > 0 && size + bytes.length > maxFileBytes) {
                rotate();
            }
            if (out != null) {
                out.write(bytes);
                size += bytes.length;
            }
        } catch (IOException full) {
            log.warn("log {} lost {} bytes: {}", file, bytes.length, full.toString());
        }
    }

    private void rotate() throws IOException {
        if (out != null) {
            out.close();
        }
        Files.move(file, before(file), StandardCopyOption.REPLACE_EXISTING);
        out = new FileOutputStream(file.toFile());
        size = 0;
        rotations++;
    }

    synchronized String lastLine() {
        return lastLine;
    }

    void complete() {
        synchronized (this) {
            complete = true;
            try {
                if (out != null) {
                    out.close();
                }
            } catch (IOException lost) {
                log.warn("log {} could not be closed: {}", file, lost.toString());
            }
            out = null;
        }
        listeners.fire();
    }

    @Override
    public synchronized boolean isComplete() {
        return complete;
    }

    @Override
    public Subscription onAppend(Runnable listener) {
        return listeners.add(listener);
    }

    @Override
    public LogCursor open() {
        return new Cursor();
    }

    /** Opens the generation a cursor wants, or the oldest there is. */
    private synchronized @Nullable Generation generation(int wanted) {
        int oldest = Files.exists(before(file)) ? rotations - 1 : rotations;
        int chosen = Math.max(wanted, oldest);
        if (chosen > rotations || !Files.exists(file)) {
            return null;
        }
        try {
            Path path = chosen == rotations ? file : before(file);
            return new Generation(
                    chosen,
                    new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("log " + file + " cannot be read", unreadable);
        }
    }

    private record Generation(int number, BufferedReader reader) {}

    /** Reads under the log's monitor, so it never sees half an append. */
    private final class Cursor implements LogCursor {
        private int next = -1;
        private @Nullable Generation current;

        @Override
        public List<LogLine> read(int max) {
            synchronized (FileLog.this) {
                return readWhole(max);
            }
        }

        private List<LogLine> readWhole(int max) {
            List<LogLine> found = new ArrayList<>();
            try {
                while (found.size() < max) {
                    Generation from = current;
                    if (from == null) {
                        from = generation(next);
                        if (from == null) {
                            break;
                        }
                        current = from;
                    }
                    boolean last = from.number() == rotations;
                    String line = from.reader().readLine();
                    if (line != null) {
                        found.add(parse(line));
                    } else if (last) {
                        break;
                    } else {
                        close();
                        next = from.number() + 1;
                    }
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException("log " + file + " cannot be read", unreadable);
            }
            return found;
        }

        @Override
        public void close() {
            Generation from = current;
            current = null;
            if (from != null) {
                try {
                    from.reader().close();
                } catch (IOException harmless) {
                    log.debug("closing a reader of {}", file, harmless);
                }
            }
        }
    }

    private static LogLine parse(String line) {
        int at = line.indexOf(STREAM);
        if (at > 0) {
            try {
                return new LogLine(Instant.parse(line.substring(0, at)), line.substring(at + STREAM.length()));
            } catch (DateTimeParseException foreign) {
                log.debug("not a line of ours: {}", line, foreign);
            }
        }
        return new LogLine(Instant.EPOCH, line);
    }
}
