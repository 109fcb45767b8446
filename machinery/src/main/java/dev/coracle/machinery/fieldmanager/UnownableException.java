package dev.coracle.machinery.fieldmanager;

/** A value whose parts cannot be told apart, so that nobody can own them. Carries no stack trace. */
final class UnownableException extends RuntimeException {
    UnownableException(String message) {
        super(message, null, false, false);
    }
}
