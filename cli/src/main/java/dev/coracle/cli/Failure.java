package dev.coracle.cli;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** A command could not do what it was asked. The message is one line for the person at the terminal. */
final class Failure extends RuntimeException {
    /** As EX_IOERR of sysexits.h. */
    private static final int DISK_FAILED = 74;

    private final int exitCode;

    Failure(String message) {
        this(message, null);
    }

    Failure(String message, @Nullable Throwable cause) {
        this(message, CommandLine.ExitCode.SOFTWARE, cause);
    }

    private Failure(String message, int exitCode, @Nullable Throwable cause) {
        super(oneLine(message), cause);
        this.exitCode = exitCode;
    }

    /** The disk failed while the command ran. A supervisor may start it again. */
    static Failure ofDisk(String message) {
        return new Failure(message, DISK_FAILED, null);
    }

    int exitCode() {
        return exitCode;
    }

    /** {@code e} as a person should read it; what a programmer would want goes to the log. */
    static Failure of(Exception e) {
        LoggerFactory.getLogger(Failure.class).error("command failed", e);
        if (e instanceof Failure failure) {
            return failure;
        }
        return new Failure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
