package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.StoredForm;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

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
        return run(request, there -> new Creation(backend, there, object).run());
    }

    public CompletableFuture<Written> update(WriteRequest request, String name, Change.Part part, Change change) {
        return run(request, there -> new Modification(backend, there, name, part, change).run());
    }

    public CompletableFuture<Written> delete(WriteRequest request, String name, DeleteOptions options) {
        return run(request, there -> new Deletion(backend, there, name, options).run());
    }

    /** Where another process takes part in a write, its steps wait for it, and so do not run where the request says. */
    private static CompletableFuture<Written> run(
            WriteRequest request, Function<WriteRequest, CompletableFuture<Written>> write) {
        StoredForm.Remote remote = request.target().resource().strategy().form().remote();
        return remote == null
                ? write.apply(request)
                : remote.run(threads -> write.apply(request.on(threads)))
                        .whenCompleteAsync((written, thrown) -> {}, request.executor());
    }
}
