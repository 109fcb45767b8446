package dev.coracle.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The folder a control plane keeps everything in, held by one process at a time for as long as this is open. Immutable
 * but for being closed.
 */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder if it is missing and takes it.
     *
     * @throws Failure if another process has it, or it cannot be written
     */
    static DataDirectory take(Path path) {
        Path lockFile = path.resolve("coracle.lock");
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new Failure("the data directory " + path + " is in use by " + holder(lockFile)
                        + ": stop it, or choose another with --data-dir");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new Failure("cannot use the data directory " + path + ": " + reason(e), e);
        }
    }

    Path path() {
        return path;
    }

    /** The objects' database. */
    Path store() {
        return path.resolve("store");
    }

    /** What pods run from. */
    Path work() {
        return path.resolve("run");
    }

    Path log(String command) {
        return path.resolve(command + ".log");
    }

    Path kubeconfig() {
        return path.resolve("kubeconfig");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new Failure("cannot release the data directory " + path + ": " + reason(e), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisJvm) {
            return null;
        }
    }

    private static String holder(Path lockFile) throws IOException {
        String pid = Files.readString(lockFile, StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "another Coracle" : "another Coracle, process " + pid;
    }

    /** An exception of the file system says little more than a path; its kind is the other half. */
    static String reason(IOException e) {
        String kind = e.getClass()
                .getSimpleName()
                .replaceAll("([a-z])([A-Z])", "$1 $2")
                .replaceAll("^(File System|IO)? ?Exception$| Exception$", "")
                .toLowerCase(Locale.ROOT);
        return kind.isEmpty() ? String.valueOf(e.getMessage()) : kind + ": " + e.getMessage();
    }
}
