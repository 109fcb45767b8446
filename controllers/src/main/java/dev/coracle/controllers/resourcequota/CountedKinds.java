package dev.coracle.controllers.resourcequota;

import dev.coracle.client.Informer;
import dev.coracle.client.Informers;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiKind;
import dev.coracle.controllers.core.Discovery;
import dev.coracle.machinery.quota.QuotaEvaluator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many objects there are of kinds that quotas merely count: {@code count/deployments.apps}. A kind is watched from the
 * first quota on that names it. Guarded by its monitor; waiting for a first list happens outside of it.
 */
final class CountedKinds implements AutoCloseable {
    private record Watched(Informers informers, Informer<GenericKubernetesResource> informer) {}

    private final KubernetesClient client;
    private final Clock clock;
    private final Consumer<String> onDeleted;
    private final Map<String, Watched> watched = new HashMap<>();
    private boolean closed;

    /** @param onDeleted takes the namespace of each object that is gone */
    CountedKinds(KubernetesClient client, Clock clock, Consumer<String> onDeleted) {
        this.client = client;
        this.clock = clock;
        this.onDeleted = onDeleted;
    }

    /** Empty where the name counts no kind that the server has. */
    OptionalInt count(String amount, String namespace) throws InterruptedException {
        Optional<String> counted = QuotaEvaluator.countedBy(amount);
        Watched kind = counted.isEmpty() ? null : watch(counted.get());
        if (kind == null) {
            return OptionalInt.empty();
        }
        kind.informers.awaitSync(clock);
        return OptionalInt.of(kind.informer.inNamespace(namespace).size());
    }

    private synchronized @Nullable Watched watch(String resource) {
        Watched known = watched.get(resource);
        if (known != null || closed) {
            return known;
        }
        for (ApiKind kind : new Discovery(client).discover().kinds()) {
            String name = kind.plural() + (kind.group().isEmpty() ? "" : "." + kind.group());
            if (name.equals(resource) && kind.namespaced() && kind.verbs().containsAll(Set.of("list", "watch"))) {
                Informers informers = new Informers(client);
                Informer<GenericKubernetesResource> informer = informers.add(
                        client.genericKubernetesResources(kind.context()).inAnyNamespace());
                informer.onEvents(
                        added -> {},
                        (before, after) -> {},
                        gone -> onDeleted.accept(gone.getMetadata().getNamespace()));
                informers.start();
                Watched started = new Watched(informers, informer);
                watched.put(resource, started);
                return started;
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        watched.values().forEach(each -> each.informers.close());
    }
}
