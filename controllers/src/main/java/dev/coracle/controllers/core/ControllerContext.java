package dev.coracle.controllers.core;

import dev.coracle.client.EventBroadcaster;
import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informers;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.client.Reconciler;
import dev.coracle.client.WorkerPool;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;

/** What every controller works with; the informers and threads are those of all controllers. */
public record ControllerContext(KubernetesClient client, Informers informers, Threads threads) {
    /**
     * The threads of all controllers.
     *
     * @param workers how many keys each controller reconciles at once, unless it says otherwise
     */
    public record Threads(WorkerPool pool, EventBroadcaster events, int workers) {
        public Threads {
            if (workers < 1) {
                throw new IllegalArgumentException("workers must be at least 1, not " + workers);
            }
        }
    }

    public Clock clock() {
        return threads.pool().clock();
    }

    public WorkerPool pool() {
        return threads.pool();
    }

    public int workers() {
        return threads.workers();
    }

    /** The component is what {@code kubectl describe} shows under "From". */
    public EventRecorder recorder(String component) {
        return threads.events().recorder(component);
    }

    /** A loop that reconciles at most {@code concurrency} keys at once. */
    public <K> ReconcileLoop<K> loop(String name, int concurrency, Reconciler<K> reconciler) {
        return threads.pool().loop(name, concurrency, reconciler);
    }
}
