package dev.coracle.storage;

import java.nio.file.Files;
import java.util.function.Consumer;

/** Opens stores. */
public final class Stores {
    private Stores() {}

    /** A store that lives as long as it is open. */
    public static Store inMemory(StoreOptions options) {
        return SingleWriterStore.start(new MemoryBackend(), options);
    }

    /** The store as {@code interceptor} lets it be seen. Closing it closes {@code store}. */
    public static Store intercepted(Store store, StoreInterceptor interceptor) {
        return new InterceptedStore(store, interceptor);
    }

    /**
     * A store in a directory of its own.
     *
     * @throws StoreException.Unusable if another process has the directory open, or what it holds cannot be read
     * @throws StoreException.Damaged if something acknowledged is missing, unless {@link RocksDbOptions#acceptLoss}
     */
    public static Store rocksDb(RocksDbOptions options) {
        return SingleWriterStore.start(RocksDbFiles.open(options), options.store());
    }

    /**
     * Looks at a directory that no process has open, and changes nothing: every checksum, that the log has no hole, and
     * that every entry is the one its log tells of.
     *
     * @param reader is given each entry
     * @throws StoreException.Unusable if the directory holds no store
     */
    public static StoreReport check(RocksDbOptions options, Consumer<Entry> reader) {
        NativeLibrary.load(options.nativeDirectory());
        if (!Files.exists(options.directory().resolve("CURRENT"))) {
            throw new StoreException.Unusable("data directory " + options.directory() + " holds no store");
        }
        return Inspection.report(options.directory(), reader);
    }
}
