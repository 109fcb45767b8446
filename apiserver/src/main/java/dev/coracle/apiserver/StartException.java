package dev.coracle.apiserver;

/** The server cannot start; the message is one sentence a person can act on. */
public final class StartException extends RuntimeException {
    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
