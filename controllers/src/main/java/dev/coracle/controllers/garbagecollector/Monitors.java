package dev.coracle.controllers.garbagecollector;

import dev.coracle.client.Informer;
import dev.coracle.client.Informers;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiKind;
import dev.coracle.controllers.core.Discovery;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Feeds the graph with every kind the server lets us list, watch and delete. Kinds that other controllers watch too come
 * from the shared informers; for the rest it runs its own, and looks every now and then for kinds that are new. {@link
 * #discover} is called by one thread at a time.
 */
final class Monitors implements AutoCloseable {
    static final Set<Class<? extends HasMetadata>> SHARED = Set.of(
            Pod.class,
            ReplicaSet.class,
            Deployment.class,
            Service.class,
            EndpointSlice.class,
            Namespace.class,
            Node.class,
            CustomResourceDefinition.class);

    /** Nobody owns or is owned by an event, and there are many. */
    private static final Set<String> IGNORED = Set.of("events");

    private static final Set<String> NEEDED_VERBS = Set.of("list", "watch", "delete");

    private final KubernetesClient client;
    private final Clock clock;
    private final OwnerGraph graph;
    private final Informer<CustomResourceDefinition> definitions;
    private final List<ApiKind> watched = new ArrayList<>();
    private final Map<ApiKind, Informers> own = new HashMap<>();
    private boolean closed;

    Monitors(KubernetesClient client, Clock clock, OwnerGraph graph, Informers shared) {
        this.client = client;
        this.clock = clock;
        this.graph = graph;
        definitions = shared.of(CustomResourceDefinition.class);
        SHARED.forEach(model -> follow(ApiKind.of(model), shared.of(model)));
    }

    /** Whether there are other kinds is to be looked at when a definition of one has changed. */
    void onDefinition(Runnable changed) {
        definitions.onChange(definition -> changed.run());
    }

    private <T extends HasMetadata> void follow(ApiKind kind, Informer<T> informer) {
        watched.add(kind);
        informer.onEvents(
                added -> graph.observe(kind.apiVersion(), kind.kind(), added.getMetadata()),
                (before, after) -> graph.observe(kind.apiVersion(), kind.kind(), after.getMetadata()),
                gone -> graph.remove(gone.getMetadata().getUid()));
    }

    /** Begins to watch kinds that are new, waiting for their first lists, and stops watching kinds that are gone. */
    void discover() throws InterruptedException {
        Discovery.Result served = new Discovery(client).discover();
        List<ApiKind> kinds = served.kinds().stream()
                .filter(kind -> kind.verbs().containsAll(NEEDED_VERBS) && !IGNORED.contains(kind.plural()))
                .toList();
        List<Informers> started = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            for (ApiKind kind : kinds) {
                if (watched.stream().noneMatch(kind::isSameResource)) {
                    Informers informers = new Informers(client);
                    follow(
                            kind,
                            informers.add(client.genericKubernetesResources(kind.context())
                                    .inAnyNamespace()));
                    own.put(kind, informers);
                    informers.start();
                    started.add(informers);
                }
            }
            if (served.failures().isEmpty()) {
                forgetAllBut(kinds);
            }
        }
        for (Informers informers : started) {
            informers.awaitSync(clock);
        }
    }

    private void forgetAllBut(List<ApiKind> kinds) {
        own.entrySet().removeIf(entry -> {
            boolean gone = kinds.stream().noneMatch(entry.getKey()::isSameResource);
            if (gone) {
                entry.getValue().close();
                watched.remove(entry.getKey());
            }
            return gone;
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        own.values().forEach(Informers::close);
    }
}
