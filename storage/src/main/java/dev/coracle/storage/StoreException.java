package dev.coracle.storage;

import org.jspecify.annotations.Nullable;

/** The store could not do what was asked. The one exception family of this module. */
public class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The write queue is full; the same write may be tried again later. */
    public static final class Overloaded extends StoreException {
        public Overloaded(String message) {
            super(message);
        }
    }

    /**
     * The store takes no writes for now, and goes on by itself when the reason is gone: the disk is full, or does not
     * answer. The message is one sentence that names the directory. A write that was refused so may be tried again; where
     * the disk failed while it was written, it may turn out to be durable.
     */
    public static class Unavailable extends StoreException {
        public Unavailable(String message) {
            super(message);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The disk is full: there is room again when somebody makes some. */
    public static final class NoRoom extends Unavailable {
        public NoRoom(String message) {
            super(message);
        }
    }

    /** What carried a watch is gone, but not the store: a watch from the revision it came to misses nothing. */
    public static final class WatchLost extends StoreException {
        public WatchLost(String message) {
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
    public static class Unusable extends StoreException {
        public Unusable(String message) {
            super(message);
        }

        public Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The files have lost something that was acknowledged. The message says where, and since which revision. */
    public static final class Damaged extends Unusable {
        public Damaged(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
