package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Writes objects. A future completes on the request's executor, or on the caller's thread when nothing had to be
 * committed; it fails with an {@link ApiException} or with the store's exceptions.
 */
public final class ObjectRegistry {
    private static final int RETRY_SECONDS = 1;

    private final ServerState backend;

    public ObjectRegistry(ServerState backend) {
        this.backend = backend;
    }

    public ServerState backend() {
        return backend;
    }

    /**
     * Stores a new object.
     *
     * @param object in the stored version; not changed
     */
    public CompletableFuture<WriteResult> create(WriteRequest request, ObjectNode object) {
        return run(request, there -> new Creation(backend, there, object).run());
    }

    /**
     * Changes an object.
     *
     * @param pipeline one that updates: it says which part may change, and by which rules
     */
    public CompletableFuture<WriteResult> update(
            WriteRequest request, String name, WritePipeline pipeline, UpdateFunction change) {
        return run(request, there -> new Modification(backend, there, name, pipeline, change).run());
    }

    public CompletableFuture<WriteResult> delete(WriteRequest request, String name, DeleteOptions options) {
        return run(request, there -> new Deletion(backend, there, name, options).run());
    }

    /**
     * Asks admission about a stream to an object; what comes of the options is in {@code options}.
     *
     * @param kind what the options are
     */
    public CompletableFuture<Void> connect(WriteRequest request, GroupVersionKind kind, ObjectNode options) {
        RequestContext context = new RequestContext(backend, request);
        return WritePipeline.CONNECT.run(new Draft(context, WritePipeline.CONNECT, request, options, null).as(kind));
    }

    /**
     * Asks admission about a document that is created below an object and not stored: a Binding, an Eviction.
     *
     * @param kind what the document is
     */
    public CompletableFuture<Void> admit(WriteRequest request, GroupVersionKind kind, ObjectNode document) {
        RequestContext context = new RequestContext(backend, request);
        return WritePipeline.DOCUMENT.run(new Draft(context, WritePipeline.DOCUMENT, request, document, null).as(kind));
    }

    /** A write whose steps would hold up an event loop does not run where the request says; it ends there. */
    private static CompletableFuture<WriteResult> run(
            WriteRequest request, Function<WriteRequest, CompletableFuture<WriteResult>> write) {
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
