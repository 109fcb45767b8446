package dev.coracle.apiserver.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.registry.Change;
import dev.coracle.apiserver.registry.FieldTracking;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.registry.Written;
import dev.coracle.apiserver.resource.GroupResource;
import dev.coracle.apiserver.resource.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what is missing and mends what points to an earlier start's port. */
public final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private final ObjectRegistry registry;
    private volatile boolean done;

    public Bootstrap(ObjectRegistry registry) {
        this.registry = registry;
    }

    /** Whether everything is there. */
    public boolean isDone() {
        return done;
    }

    /**
     * Blocks until everything is there.
     *
     * @param host where the API server listens
     */
    public void run(String host, int port) {
        for (String namespace : NAMESPACES) {
            ensure(
                    new GroupResource("", "namespaces"),
                    "",
                    SystemObjects.namespace(namespace),
                    UnaryOperator.identity());
        }
        String cidr = registry.backend().settings().serviceCidr();
        SystemObjects objects = new SystemObjects(cidr, host, port);
        ensure(new GroupResource("", "services"), "default", objects.kubernetes(), objects::mendKubernetes);
        ensure(new GroupResource("", "endpoints"), "default", objects.endpoints(), objects::mendEndpoints);
        ensure(
                new GroupResource("discovery.k8s.io", "endpointslices"),
                "default",
                objects.endpointSlice(),
                objects::mendEndpointSlice);
        ensure(new GroupResource("", "services"), "kube-system", objects.dns(), UnaryOperator.identity());
        ensureStanding(cidr);
        done = true;
    }

    /** All at once, so that they share the store's syncs. */
    private void ensureStanding(String cidr) {
        Instant now = registry.backend().clock().instant().truncatedTo(ChronoUnit.SECONDS);
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (StandingObjects.Standing standing :
                StandingObjects.all(cidr, registry.backend().resources()::serves, now)) {
            Optional<Resource> resource = registry.backend().resources().storedAs(standing.type());
            String name = standing.object().at("/metadata/name").asText();
            if (resource.isPresent()
                    && registry.backend()
                            .cache()
                            .of(resource.get())
                            .get("", name)
                            .isEmpty()) {
                writes.add(make(resource.get(), name, standing));
            }
        }
        writes.forEach(write -> await(write, "standing objects"));
    }

    private CompletableFuture<?> make(Resource resource, String name, StandingObjects.Standing standing) {
        CompletableFuture<Written> made =
                registry.create(request(resource, "", "", name), complete(resource, standing.object()));
        ObjectNode condition = standing.condition();
        if (condition == null) {
            return made;
        }
        return made.thenCompose(
                created -> registry.update(request(resource, "", "status", name), name, Change.Part.STATUS, current -> {
                    ObjectNode object = current.copy();
                    object.putObject("status").putArray("conditions").add(condition);
                    return object;
                }));
    }

    private static WriteRequest request(Resource resource, String namespace, String subresource, String name) {
        return new WriteRequest(
                Served.stored(resource),
                namespace,
                subresource,
                FieldTracking.manager("kube-apiserver"),
                false,
                Runnable::run,
                warning -> LOG.info("{} {}: {}", resource.storage(), name, warning));
    }

    /** @param mend changes a copy of what an earlier start made */
    private void ensure(GroupResource type, String namespace, ObjectNode wanted, UnaryOperator<ObjectNode> mend) {
        Optional<Resource> resource = registry.backend().resources().storedAs(type);
        if (resource.isEmpty()) {
            LOG.warn("{} are not served, so none are made", type);
            return;
        }
        String name = wanted.at("/metadata/name").asText();
        WriteRequest request = request(resource.get(), namespace, "", name);
        CompletableFuture<?> write = registry.backend()
                        .cache()
                        .of(resource.get())
                        .get(namespace, name)
                        .isPresent()
                ? registry.update(request, name, Change.Part.MAIN, current -> mend.apply(current.copy()))
                : registry.create(request, complete(resource.get(), wanted));
        await(write, type + " " + name);
    }

    private static void await(CompletableFuture<?> write, String what) {
        try {
            write.join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof ApiException refusal) || refusal.code() != 409) {
                throw e;
            }
            LOG.debug("{} was made by another server", what);
        }
    }

    private static ObjectNode complete(Resource resource, ObjectNode wanted) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("kind", resource.names().kind());
        object.put("apiVersion", resource.stored().groupVersion().toString());
        object.setAll(wanted);
        return object;
    }
}
