package dev.coracle.storage;

import java.util.ArrayList;
import java.util.List;

/** A restart is a fork here, and what the store was forked from goes on differently. */
class ForkedStorePropertiesTest extends StoreProperties {
    private final List<Store> left = new ArrayList<>();

    @Override
    Store open(StoreOptions options) {
        Store first = Stores.inMemory(options);
        left.add(first);
        return first.fork();
    }

    @Override
    Store reopen(Store store, StoreOptions options) {
        Store fork = store.fork();
        store.commit(Transaction.of(
                        new Operation.Put("/a", new byte[] {'!'}, Operation.ANY),
                        new Operation.Delete("/b", Operation.ANY)))
                .join();
        store.compact(store.revision());
        store.close();
        return fork;
    }

    @Override
    void discard(Store store) {
        store.close();
        left.forEach(Store::close);
        left.clear();
    }
}
