package dev.coracle.storage;

class InMemoryStoreTest extends StoreContract {
    @Override
    Store open(StoreOptions options) {
        return Stores.inMemory(options);
    }
}
