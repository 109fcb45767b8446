package dev.coracle.storage;

import java.io.File;
import java.nio.file.Path;

/**
 * The free space of a directory's disk, and how much of it is left alone: enough to write out what is in memory and to
 * merge files, so that RocksDB itself never runs into the end of the disk. Immutable.
 */
final class Room {
    private static final long MIB = 1 << 20;

    /** Two full write buffers of each large family, on their way out. */
    private static final long RESERVE = 64 * MIB;

    /** Of a small disk it is a part. */
    private static final int SHARE = 8;

    private final Path directory;
    private final File file;
    private final long reserve;

    private Room(Path directory) {
        this.directory = directory;
        this.file = directory.toFile();
        this.reserve = Math.min(RESERVE, file.getTotalSpace() / SHARE);
    }

    static Room of(Path directory) {
        return new Room(directory);
    }

    boolean isEnough(long bytes) {
        return file.getUsableSpace() - bytes >= reserve;
    }

    /** Refuses to write what would not leave the reserve. */
    void require(long bytes) {
        if (!isEnough(bytes)) {
            throw full();
        }
    }

    StoreException.NoRoom full() {
        return new StoreException.NoRoom(String.format(
                "the disk of data directory %s is full: %d MiB are free, and the last %d MiB are not used",
                directory, file.getUsableSpace() / MIB, reserve / MIB));
    }
}
