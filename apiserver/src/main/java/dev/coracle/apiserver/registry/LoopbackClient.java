package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.threads.Threads;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reads and writes of the server itself. A write comes as if over a connection of its own: it is admitted, and its
 * fields are {@code kube-apiserver}'s. One that finds somebody else was faster (404, 409) does nothing and gives nothing.
 * The steps of all these writes run on one thread; safe for use from any other.
 */
public final class LoopbackClient implements AutoCloseable {
    /** More than there are standing objects, which are all made at once. */
    private static final int MAX_STEPS = 10_000;

    private static final GroupResource EVENTS = new GroupResource("", "events");
    private static final Logger log = LoggerFactory.getLogger(LoopbackClient.class);

    private final ObjectRegistry registry;
    private final ExecutorService steps = Threads.single("coracle-loopback", MAX_STEPS);

    public LoopbackClient(ObjectRegistry registry) {
        this.registry = registry;
    }

    /**
     * Something wrong with an object.
     *
     * @param reporter which part of the server says so
     */
    public record Warning(String reporter, String reason, String action, String message) {}

    public ServerState backend() {
        return registry.backend();
    }

    public Instant now() {
        return backend().clock().instant();
    }

    public ResourceCache cache(GroupResource type) {
        return backend().cache().of(resource(type));
    }

    /** The resource stored there. */
    public Resource resource(GroupResource type) {
        return backend().resources().storedAs(type).orElseThrow();
    }

    /** Makes an object, in the namespace that it names. */
    public CompletableFuture<Optional<WriteResult>> create(Resource type, ObjectNode object) {
        return late(registry.create(request(type, Tree.namespace(object)), object));
    }

    public CompletableFuture<Optional<WriteResult>> update(
            Resource type, String namespace, String name, UpdateFunction change) {
        return late(registry.update(request(type, namespace), name, WritePipeline.UPDATE, change));
    }

    public CompletableFuture<Optional<WriteResult>> updateStatus(
            Resource type, String namespace, String name, UpdateFunction change) {
        WriteRequest request = request(type, namespace).subresource("status");
        return late(registry.update(request, name, WritePipeline.STATUS, change));
    }

    public CompletableFuture<Optional<WriteResult>> delete(Resource type, String namespace, String name) {
        return late(registry.delete(request(type, namespace), name, DeleteOptions.none()));
    }

    /** Says of an object that something is wrong with it. */
    public CompletableFuture<Optional<WriteResult>> event(ObjectNode regarding, Warning warning) {
        Instant now = now();
        String namespace = Tree.namespace(regarding).isEmpty() ? "default" : Tree.namespace(regarding);
        ObjectNode event = Tree.newObject().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("name", Tree.name(regarding) + "." + Long.toHexString(nanos(now)))
                .put("namespace", namespace);
        ObjectNode reference = event.putObject("involvedObject");
        reference.set("kind", regarding.path("kind"));
        reference.set("apiVersion", regarding.path("apiVersion"));
        for (String field : new String[] {"namespace", "name", "uid", "resourceVersion"}) {
            Tree.copy(reference, Tree.metadata(regarding), field);
        }
        event.put("reason", warning.reason())
                .put("message", warning.message())
                .put("type", "Warning")
                .put("action", warning.action());
        event.put("eventTime", now.truncatedTo(ChronoUnit.MICROS).toString());
        event.put("reportingComponent", warning.reporter()).put("reportingInstance", warning.reporter() + "-coracle");
        log.warn("{} {}: {}", regarding.path("kind").asText(), Tree.name(regarding), warning.message());
        return create(resource(EVENTS), event);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    private WriteRequest request(Resource type, String namespace) {
        String id = backend().identities().uid();
        Caller caller =
                new Caller(RequestScope.own(id, id), steps, warning -> log.debug("{}: {}", type.storage(), warning));
        return WriteRequest.to(ServedResource.stored(type), namespace, caller)
                .tracking(FieldTracking.manager(RequestContext.FIELD_MANAGER));
    }

    private static CompletableFuture<Optional<WriteResult>> late(CompletableFuture<WriteResult> write) {
        return write.thenApply(Optional::of).exceptionally(thrown -> {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            if (cause instanceof ApiException refusal && (refusal.code() == 404 || refusal.code() == 409)) {
                log.debug("somebody else was faster: {}", refusal.getMessage());
                return Optional.empty();
            }
            throw thrown instanceof CompletionException wrapped ? wrapped : new CompletionException(thrown);
        });
    }

    /** Blocks for a write; throws what it failed with. */
    public static <T> T await(CompletableFuture<T> write) {
        try {
            return write.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What is under way fails; what comes later does too. */
    @Override
    public void close() {
        steps.shutdownNow();
    }
}
