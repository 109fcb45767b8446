package dev.coracle.apiserver.upkeep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.registry.Backend;
import dev.coracle.apiserver.registry.Change;
import dev.coracle.apiserver.registry.DeleteOptions;
import dev.coracle.apiserver.registry.FieldTracking;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes of the server itself. A write blocks; one that finds the object changed meanwhile does nothing. */
final class OwnWrites {
    private static final GroupResource EVENTS = new GroupResource("", "events");
    private static final String REPORTER = "ipallocator-repair-controller";
    private static final Logger LOG = LoggerFactory.getLogger(OwnWrites.class);

    private final ObjectRegistry registry;

    OwnWrites(ObjectRegistry registry) {
        this.registry = registry;
    }

    Backend backend() {
        return registry.backend();
    }

    Instant now() {
        return backend().clock().instant();
    }

    ResourceCache cache(GroupResource type) {
        return backend().cache().of(resource(type));
    }

    private Resource resource(GroupResource type) {
        return backend().resources().storedAs(type).orElseThrow();
    }

    void create(GroupResource type, ObjectNode object) {
        await(registry.create(request(type, Tree.namespace(object)), object));
    }

    void update(GroupResource type, String namespace, String name, Change change) {
        await(registry.update(request(type, namespace), name, Change.Part.MAIN, change));
    }

    void delete(GroupResource type, String name) {
        await(registry.delete(request(type, ""), name, DeleteOptions.none()));
    }

    /** Says of an object that something is wrong with it. */
    void warn(ObjectNode regarding, String reason, String action, String message) {
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
        event.put("reason", reason)
                .put("message", message)
                .put("type", "Warning")
                .put("action", action);
        event.put("eventTime", now.truncatedTo(ChronoUnit.MICROS).toString());
        event.put("reportingComponent", REPORTER).put("reportingInstance", REPORTER + "-coracle");
        LOG.warn("{} {}: {}", regarding.path("kind").asText(), Tree.name(regarding), message);
        create(EVENTS, event);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    private WriteRequest request(GroupResource type, String namespace) {
        return new WriteRequest(
                Served.stored(resource(type)),
                namespace,
                "",
                FieldTracking.manager("kube-apiserver"),
                false,
                Runnable::run,
                warning -> LOG.debug("{}: {}", type, warning));
    }

    private static void await(CompletableFuture<?> write) {
        try {
            write.join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof ApiException refusal) || (refusal.code() != 409 && refusal.code() != 404)) {
                throw e;
            }
            LOG.debug("somebody else was faster: {}", refusal.getMessage());
        }
    }
}
