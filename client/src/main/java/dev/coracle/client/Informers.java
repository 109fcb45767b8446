package dev.coracle.client;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The informers of one component: one per kind, shared by everything in it that reads the kind. {@link #of} and {@link
 * #add} before {@link #start}. Confined to the thread that sets the component up; the informers themselves are safe to
 * read from any thread.
 */
public final class Informers implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(5);

    private final KubernetesClient client;
    private final Map<Class<?>, Informer<?>> byKind = new HashMap<>();
    private final List<Informer<?>> all = new ArrayList<>();
    private boolean started;

    public Informers(KubernetesClient client) {
        this.client = client;
    }

    /** The informer of every object of a kind in the cluster, made at the first call. */
    @SuppressWarnings("unchecked") // The map's entry for Class<T> is only ever an Informer<T>.
    public <T extends HasMetadata> Informer<T> of(Class<T> kind) {
        Informer<?> known = byKind.get(kind);
        if (known == null) {
            known = add(client.resources(kind).inAnyNamespace());
            byKind.put(kind, known);
        }
        return (Informer<T>) known;
    }

    /** An informer of its own for a selection, such as the pods with a field selector. */
    public <T extends HasMetadata> Informer<T> add(Informable<T> selection) {
        if (started) {
            throw new IllegalStateException("informers are already started");
        }
        Informer<T> informer = new Informer<>(selection.runnableInformer(0));
        all.add(informer);
        return informer;
    }

    /** The kinds that were asked for. */
    public Set<Class<? extends HasMetadata>> kinds() {
        return all.stream().map(Informer::type).collect(Collectors.toSet());
    }

    /** Begins to list and watch; returns at once, even when the server cannot be reached yet. */
    public void start() {
        started = true;
        all.forEach(Informer::start);
    }

    public boolean hasSynced() {
        return all.stream().allMatch(Informer::hasSynced);
    }

    /** Waits until every first list is in, however long it takes. */
    public void awaitSync(Clock clock) throws InterruptedException {
        while (!hasSynced()) {
            clock.sleep(POLL);
        }
    }

    @Override
    public void close() {
        all.forEach(Informer::stop);
    }
}
