package dev.coracle.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

class RocksDbStorePropertiesTest extends StoreProperties {
    private Path directory = Path.of("");

    @Override
    Store open(StoreOptions options) {
        try {
            directory = Files.createTempDirectory("coracle-store");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Stores.rocksDb(RocksDbOptions.in(directory, options.time()).withStore(options));
    }

    @Override
    Store reopen(Store store, StoreOptions options) {
        store.close();
        return Stores.rocksDb(RocksDbOptions.in(directory, options.time()).withStore(options));
    }

    @Override
    void discard(Store store) {
        store.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
