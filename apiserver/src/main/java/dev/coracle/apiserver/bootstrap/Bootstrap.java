package dev.coracle.apiserver.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.schema.GroupResource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what is missing, mends what points to an earlier start's port, and makes again what is deleted later. */
public final class Bootstrap {
    private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private final LoopbackClient client;
    private volatile boolean done;
    private volatile List<Wanted> wanted = List.of();

    public Bootstrap(LoopbackClient client) {
        this.client = client;
    }

    /** An object, where it belongs, and what changes a copy of the one an earlier start made. */
    private record Wanted(
            Resource resource, String namespace, StandingObjects.Standing standing, UnaryOperator<ObjectNode> mend) {
        String name() {
            return standing.object().at("/metadata/name").asText();
        }
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
        ServerState backend = client.backend();
        String cidr = backend.settings().serviceCidr();
        List<Wanted> own = own(new SystemObjects(cidr, host, port));
        own.forEach(this::ensure);
        Instant now = backend.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        List<Wanted> standing = new ArrayList<>();
        StandingObjects.all(cidr, backend.resources()::serves, now)
                .forEach(each -> add(standing, "", each, UnaryOperator.identity()));
        // All at once, so that they share the store's syncs.
        standing.stream().filter(this::isMissing).map(this::make).toList().forEach(LoopbackClient::await);
        wanted = Stream.concat(own.stream(), standing.stream()).toList();
        done = true;
    }

    private List<Wanted> own(SystemObjects objects) {
        List<Wanted> own = new ArrayList<>();
        for (String namespace : NAMESPACES) {
            add(own, "namespaces", "", SystemObjects.namespace(namespace), UnaryOperator.identity());
        }
        add(own, "services", "default", objects.kubernetes(), objects::mendKubernetes);
        add(own, "endpoints", "default", objects.endpoints(), objects::mendEndpoints);
        add(own, "endpointslices.discovery.k8s.io", "default", objects.endpointSlice(), objects::mendEndpointSlice);
        return own;
    }

    private void add(
            List<Wanted> all, String type, String namespace, ObjectNode object, UnaryOperator<ObjectNode> mend) {
        int dot = type.indexOf('.');
        GroupResource resource = dot < 0
                ? new GroupResource("", type)
                : new GroupResource(type.substring(dot + 1), type.substring(0, dot));
        add(all, namespace, new StandingObjects.Standing(resource, object, null), mend);
    }

    private void add(
            List<Wanted> all, String namespace, StandingObjects.Standing standing, UnaryOperator<ObjectNode> mend) {
        client.backend()
                .resources()
                .storedAs(standing.type())
                .ifPresentOrElse(
                        resource -> all.add(new Wanted(resource, namespace, standing, mend)),
                        () -> log.warn("{} are not served, so none are made", standing.type()));
    }

    private boolean isMissing(Wanted each) {
        return client.backend()
                .cache()
                .of(each.resource())
                .get(each.namespace(), each.name())
                .isEmpty();
    }

    private void ensure(Wanted each) {
        LoopbackClient.await(
                isMissing(each)
                        ? make(each)
                        : client.update(
                                each.resource(),
                                each.namespace(),
                                each.name(),
                                current -> each.mend().apply(current.copy())));
    }

    /** Makes again what is not there any more. What cannot be made now, as its namespace is being deleted, has its turn again. */
    public void makeMissing() {
        for (Wanted each : wanted) {
            if (isMissing(each)) {
                make(each).whenComplete((made, problem) -> {
                    if (problem != null) {
                        log.debug("{} {} is not made again yet", each.resource().storage(), each.name(), problem);
                    }
                });
            }
        }
    }

    private CompletableFuture<Optional<WriteResult>> make(Wanted each) {
        CompletableFuture<Optional<WriteResult>> made = client.create(each.resource(), complete(each));
        ObjectNode condition = each.standing().condition();
        if (condition == null) {
            return made;
        }
        return made.thenCompose(
                created -> client.updateStatus(each.resource(), each.namespace(), each.name(), current -> {
                    ObjectNode object = current.copy();
                    object.putObject("status").putArray("conditions").add(condition);
                    return object;
                }));
    }

    private static ObjectNode complete(Wanted each) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("kind", each.resource().names().kind());
        object.put("apiVersion", each.resource().stored().groupVersion().toString());
        ObjectNode wanted = each.standing().object().deepCopy();
        if (each.resource().namespaced()) {
            wanted.withObject("/metadata").put("namespace", each.namespace());
        }
        object.setAll(wanted);
        return object;
    }
}
