package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.machinery.errors.ApiException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Writes objects. A future completes on the request's executor, or on the caller's thread when nothing had to be
 * committed; it fails with an {@link ApiException} or with the store's exceptions.
 */
public final class ObjectRegistry {
    private static final int RETRY_SECONDS = 1;

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

    /** A write whose steps would hold up an event loop does not run where the request says; it ends there. */
    private static CompletableFuture<Written> run(
            WriteRequest request, Function<WriteRequest, CompletableFuture<Written>> write) {
        WriteThreads threads = request.target().resource().strategy().threads();
        if (threads == null) {
            return write.apply(request);
        }
        try {
            return threads.run(there -> write.apply(request.on(there)))
                    .whenCompleteAsync((written, thrown) -> {}, request.executor());
        } catch (RejectedExecutionException e) {
            throw ApiException.tooManyRequests(e.getMessage(), RETRY_SECONDS);
        }
    }
}
