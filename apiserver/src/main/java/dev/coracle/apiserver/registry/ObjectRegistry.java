package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;

/**
 * Writes objects. A future completes on the request's executor, or on the caller's thread when nothing had to be
 * committed; it fails with an {@link dev.coracle.apiserver.errors.ApiException} or with the store's exceptions.
 */
public final class ObjectRegistry {
    private final Backend backend;

    public ObjectRegistry(Backend backend) {
        this.backend = backend;
    }

    public Backend backend() {
        return backend;
    }

    /**
     * Stores a new object.
     *
     * @param object in the stored version; not changed
     */
    public CompletableFuture<Written> create(WriteRequest request, ObjectNode object) {
        return new Creation(backend, request, object).run();
    }

    public CompletableFuture<Written> update(WriteRequest request, String name, Change.Part part, Change change) {
        return new Modification(backend, request, name, part, change).run();
    }

    public CompletableFuture<Written> delete(WriteRequest request, String name, DeleteOptions options) {
        return new Deletion(backend, request, name, options).run();
    }
}
