package dev.coracle.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second directory with the files of a database, in which it can be opened leniently without changing the first:
 * RocksDB has a read-only mode, but that neither passes over a missing write-ahead log nor says what is behind it. Tables
 * never change, so they are linked and cost nothing; what changes is copied, and bounded.
 */
final class WorkingCopy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkingCopy.class);

    private final Path original;
    private final Path copy;

    private WorkingCopy(Path original, Path copy) {
        this.original = original;
        this.copy = copy;
    }

    static WorkingCopy of(Path directory) {
        WorkingCopy made = null;
        try {
            made = new WorkingCopy(directory, Files.createTempDirectory(directory, "check-"));
            for (Path file : files(directory)) {
                Path to = made.copy.resolve(file.getFileName());
                if (file.toString().endsWith(".sst")) {
                    link(file, to);
                } else if (!file.getFileName().toString().startsWith("LO")) { // LOCK and the log of what it did
                    Files.copy(file, to);
                }
            }
            return made;
        } catch (IOException e) {
            if (made != null) {
                made.close();
            }
            throw new StoreException.Unusable("data directory " + directory + " cannot be looked at: " + e, e);
        }
    }

    Path path() {
        return copy;
    }

    /** RocksDB's words, said of the files they are about. */
    String translate(String message) {
        return message.replace(copy.toString(), original.toString());
    }

    private static void link(Path file, Path to) throws IOException {
        try {
            Files.createLink(to, file);
        } catch (UnsupportedOperationException e) {
            Files.copy(file, to);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public void close() {
        try {
            for (Path file : files(copy)) {
                Files.delete(file);
            }
            Files.delete(copy);
        } catch (IOException e) {
            log.warn("the working copy {} could not be deleted: {}", copy, e.toString());
        }
    }
}
