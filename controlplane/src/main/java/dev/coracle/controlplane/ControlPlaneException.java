package dev.coracle.controlplane;

import dev.coracle.storage.StoreException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A control plane could not start. The message is one sentence for the person who started it. */
public final class ControlPlaneException extends RuntimeException {
    ControlPlaneException(String message) {
        super(message);
    }

    private ControlPlaneException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What {@code part} failed with, said in one sentence. */
    static ControlPlaneException of(String part, Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ControlPlaneException known) {
            return known;
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new ControlPlaneException(part + ": " + reason, cause);
    }

    /** Whether the cause is a data directory that has lost something. */
    public boolean isDamage() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException.Damaged) {
                return true;
            }
        }
        return false;
    }

    /** Whether the cause is an address that something else has bound. */
    public boolean isAddressInUse() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    && String.valueOf(cause.getMessage()).contains("in use")) {
                return true;
            }
        }
        return false;
    }
}
