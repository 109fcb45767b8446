package dev.coracle.storage;

/** Opens stores. */
public final class Stores {
    private Stores() {}

    /** A store that lives as long as it is open. */
    public static Store inMemory(StoreOptions options) {
        return SingleWriterStore.start(new MemoryBackend(), options);
    }

    /**
     * A store in a directory of its own.
     *
     * @throws StoreException.Unusable if another process has the directory open, or what it holds cannot be read
     */
    public static Store rocksDb(RocksDbOptions options) {
        return SingleWriterStore.start(RocksDbFiles.open(options), options.store());
    }
}
