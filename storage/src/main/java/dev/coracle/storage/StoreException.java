package dev.coracle.storage;

/** The store could not do what was asked. The one exception family of this module. */
public class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The write queue is full; the same write may be tried again later. */
    public static final class Overloaded extends StoreException {
        public Overloaded(String message) {
            super(message);
        }
    }

    /** The store is closed. */
    public static final class Closed extends StoreException {
        public Closed(String message) {
            super(message);
        }
    }

    /**
     * The files cannot be used: another process holds them, their format is not one this version reads, or the disk
     * failed. The message is one sentence that names the directory.
     */
    public static final class Unusable extends StoreException {
        public Unusable(String message) {
            super(message);
        }

        public Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
