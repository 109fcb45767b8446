package dev.coracle.storage;

class InMemoryStorePropertiesTest extends StoreProperties {
    @Override
    Store open(StoreOptions options) {
        return Stores.inMemory(options);
    }

    @Override
    Store reopen(Store store, StoreOptions options) {
        return store;
    }

    @Override
    void discard(Store store) {
        store.close();
    }
}
