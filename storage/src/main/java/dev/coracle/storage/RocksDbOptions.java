package dev.coracle.storage;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Where a durable store keeps its files.
 *
 * @param directory holds the database and nothing else; made when missing
 * @param nativeDirectory where RocksDB's library is unpacked once and loaded from ever after; made when missing
 * @param store what every store is told
 * @param acceptLoss whether a damaged directory is opened with what is intact; it is refused otherwise
 */
public record RocksDbOptions(Path directory, Path nativeDirectory, StoreOptions store, boolean acceptLoss) {
    private static final long LOG_BYTES = 256L << 20;

    public RocksDbOptions {
        directory = directory.toAbsolutePath().normalize();
        nativeDirectory = nativeDirectory.toAbsolutePath().normalize();
    }

    /** The default options, with a log of up to 256 MiB and the library unpacked below {@code java.io.tmpdir}. */
    public static RocksDbOptions in(Path directory, InstantSource time) {
        StoreOptions defaults = StoreOptions.defaults(time);
        return new RocksDbOptions(
                directory,
                Path.of(System.getProperty("java.io.tmpdir"), "coracle-native-" + System.getProperty("user.name")),
                defaults.withRetention(defaults.retentionAge(), LOG_BYTES),
                false);
    }

    public RocksDbOptions withStore(StoreOptions options) {
        return new RocksDbOptions(directory, nativeDirectory, options, acceptLoss);
    }

    public RocksDbOptions withAcceptLoss(boolean accept) {
        return new RocksDbOptions(directory, nativeDirectory, store, accept);
    }
}
