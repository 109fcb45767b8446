package dev.coracle.controllers.replicaset;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.OwnerReferences;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.LabelSelectors;
import dev.coracle.controllers.core.Numbers;
import dev.coracle.controllers.core.OwnerClaim;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates and deletes pods until there are as many as the ReplicaSet asks for, and reports how many there are. */
public final class ReplicaSetController implements Controller {
    public static final String NAME = "replicaset-controller";

    /** Most pods created or deleted in one go, as upstream; the rest follows when these have been seen. */
    private static final int BURST_REPLICAS = 500;

    /** Requests in flight for all ReplicaSets together. */
    private static final int PARALLEL_REQUESTS = 16;

    private static final String BY_OWNER = "controllerUid";
    private static final String ORPHANS_BY_NAMESPACE = "orphansByNamespace";

    private final KubernetesClient client;
    private final Clock clock;
    private final Informer<ReplicaSet> replicaSets;
    private final Informer<Pod> pods;
    private final Expectations expectations;
    private final EventRecorder events;
    private final PodControl podControl;
    private final ExecutorService pool;
    private final Batches batches;
    private final ReconcileLoop<ObjectKey> loop;

    public ReplicaSetController(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        expectations = new Expectations(clock);
        events = new EventRecorder(client, clock, NAME);
        podControl = new PodControl(client, events);
        pool = Executors.newFixedThreadPool(PARALLEL_REQUESTS, task -> {
            Thread thread = new Thread(task, NAME + "-requests");
            thread.setDaemon(true);
            return thread;
        });
        batches = new Batches(pool);
        loop = new ReconcileLoop<>(NAME, clock, context.workers(), this::reconcile);
        replicaSets = context.informers().of(ReplicaSet.class).index(BY_OWNER, OwnerReferences::controllerUid);
        pods = context.informers()
                .of(Pod.class)
                .index(BY_OWNER, OwnerReferences::controllerUid)
                .index(ORPHANS_BY_NAMESPACE, ReplicaSetController::namespaceOfOrphan);
        replicaSets.onEvents(this::enqueue, (before, after) -> enqueue(after), this::replicaSetDeleted);
        pods.onEvents(this::podAdded, this::podUpdated, this::podDeleted);
    }

    @Override
    public void start() {
        events.start();
        loop.start();
    }

    Outcome reconcile(ObjectKey key) throws InterruptedException {
        ReplicaSet replicaSet = replicaSets.get(key);
        if (replicaSet == null) {
            expectations.forget(key);
            return Outcome.done();
        }
        boolean cacheIsCurrent = expectations.satisfied(key);
        List<Pod> claimed = claimPods(replicaSet);
        List<Pod> active = claimed.stream().filter(PodFacts::isActive).toList();
        int terminating = (int) claimed.stream().filter(PodFacts::isTerminating).count();

        ReplicaSetStatuses.Failure failure = null;
        KubernetesClientException cause = null;
        if (cacheIsCurrent && replicaSet.getMetadata().getDeletionTimestamp() == null) {
            try {
                manageReplicas(replicaSet, active);
            } catch (KubernetesClientException e) {
                boolean missing = active.size() < desired(replicaSet);
                failure = new ReplicaSetStatuses.Failure(
                        missing ? "FailedCreate" : "FailedDelete", ApiErrors.describe(e));
                cause = e;
            }
        }

        Instant now = clock.instant();
        ReplicaSetStatus status = ReplicaSetStatuses.compute(replicaSet, active, terminating, failure, now);
        if (ReplicaSetStatuses.differ(replicaSet.getStatus(), status)) {
            client.resource(new ReplicaSetBuilder(replicaSet).withStatus(status).build())
                    .updateStatus();
        }
        if (cause != null) {
            throw cause;
        }
        return untilNextPodIsAvailable(replicaSet, active, now);
    }

    private List<Pod> claimPods(ReplicaSet replicaSet) {
        String namespace = replicaSet.getMetadata().getNamespace();
        // Its own by index; orphans have no controller and are few. Both come from the cache.
        Stream<Pod> own = pods.byIndex(BY_OWNER, replicaSet.getMetadata().getUid()).stream();
        Stream<Pod> orphans = pods.byIndex(ORPHANS_BY_NAMESPACE, namespace).stream();
        return new OwnerClaim<Pod>(client, replicaSet, replicaSet.getSpec().getSelector())
                .claim(Stream.concat(own, orphans).toList(), PodFacts::isActive);
    }

    private static List<String> namespaceOfOrphan(Pod pod) {
        return OwnerReferences.controllerOf(pod) == null
                ? List.of(pod.getMetadata().getNamespace())
                : List.of();
    }

    private void manageReplicas(ReplicaSet replicaSet, List<Pod> active) throws InterruptedException {
        int surplus = active.size() - desired(replicaSet);
        if (surplus < 0) {
            createPods(replicaSet, Math.min(-surplus, BURST_REPLICAS));
        } else if (surplus > 0) {
            deletePods(replicaSet, active, Math.min(surplus, BURST_REPLICAS));
        }
    }

    private void createPods(ReplicaSet replicaSet, int count) throws InterruptedException {
        ObjectKey key = ObjectKey.of(replicaSet);
        expectations.expectCreations(key, count);
        Batches.Progress progress = batches.slowStart(count, () -> {
            podControl.create(replicaSet, replicaSet.getSpec().getTemplate());
            return null;
        });
        for (int i = progress.succeeded(); i < count; i++) {
            expectations.creationObserved(key);
        }
        rethrow(progress.failure());
    }

    private void deletePods(ReplicaSet replicaSet, List<Pod> active, int count) throws InterruptedException {
        ObjectKey key = ObjectKey.of(replicaSet);
        List<Pod> victims = DeletionRank.choose(active, relatedPods(replicaSet), count, clock.instant());
        expectations.expectDeletions(
                key, victims.stream().map(p -> p.getMetadata().getUid()).toList());
        List<Callable<Void>> calls = new ArrayList<>();
        for (Pod victim : victims) {
            calls.add(() -> deletePod(replicaSet, key, victim));
        }
        rethrow(batches.all(calls).failure());
    }

    private Void deletePod(ReplicaSet replicaSet, ObjectKey key, Pod victim) {
        try {
            podControl.delete(replicaSet, victim);
        } catch (KubernetesClientException e) {
            expectations.deletionObserved(key, victim.getMetadata().getUid());
            throw e;
        }
        return null;
    }

    private static void rethrow(@Nullable Exception failure) {
        if (failure instanceof KubernetesClientException api) {
            if (ApiErrors.isNamespaceTerminating(api)) {
                return; // Nothing can be created there any more; the namespace takes this ReplicaSet with it.
            }
            throw api;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** The pods of all ReplicaSets of the same owner: a Deployment's pods are one crowd when it comes to doubling up. */
    private List<Pod> relatedPods(ReplicaSet replicaSet) {
        OwnerReference owner = OwnerReferences.controllerOf(replicaSet);
        List<ReplicaSet> siblings = owner == null ? List.of(replicaSet) : replicaSets.byIndex(BY_OWNER, owner.getUid());
        return siblings.stream()
                .flatMap(rs -> pods.byIndex(BY_OWNER, rs.getMetadata().getUid()).stream())
                .toList();
    }

    private static int desired(ReplicaSet replicaSet) {
        return Numbers.orElse(replicaSet.getSpec().getReplicas(), 1);
    }

    /** Nothing tells us when minReadySeconds have passed, so look again when the next pod is due. */
    private static Outcome untilNextPodIsAvailable(ReplicaSet replicaSet, List<Pod> active, Instant now) {
        int minReadySeconds = Numbers.orZero(replicaSet.getSpec().getMinReadySeconds());
        return active.stream()
                .filter(PodFacts::isReady)
                .map(pod -> PodFacts.untilAvailable(pod, minReadySeconds, now))
                .filter(left -> !left.isZero())
                .min(Duration::compareTo)
                .map(Outcome::requeueAfter)
                .orElse(Outcome.done());
    }

    private void enqueue(ReplicaSet replicaSet) {
        loop.queue().add(ObjectKey.of(replicaSet));
    }

    private void replicaSetDeleted(ReplicaSet replicaSet) {
        expectations.forget(ObjectKey.of(replicaSet));
        enqueue(replicaSet);
    }

    private void podAdded(Pod pod) {
        if (PodFacts.isTerminating(pod)) {
            podDeleted(pod); // Seen first as it goes, after a restart of ours.
            return;
        }
        ReplicaSet owner = ownerOf(pod);
        if (owner != null) {
            expectations.creationObserved(ObjectKey.of(owner));
            enqueue(owner);
        } else {
            enqueueIfOrphan(pod);
        }
    }

    private void podUpdated(Pod before, Pod after) {
        ReplicaSet owner = ownerOf(after);
        ReplicaSet earlierOwner = ownerOf(before);
        if (earlierOwner != null && !earlierOwner.equals(owner)) {
            enqueue(earlierOwner);
        }
        if (owner != null) {
            if (PodFacts.isTerminating(after)) {
                expectations.deletionObserved(
                        ObjectKey.of(owner), after.getMetadata().getUid());
            }
            enqueue(owner);
        } else {
            enqueueIfOrphan(after);
        }
    }

    private void podDeleted(Pod pod) {
        ReplicaSet owner = ownerOf(pod);
        if (owner != null) {
            expectations.deletionObserved(ObjectKey.of(owner), pod.getMetadata().getUid());
            enqueue(owner);
        }
    }

    private void enqueueIfOrphan(Pod pod) {
        if (OwnerReferences.controllerOf(pod) == null) {
            replicaSets.inNamespace(pod.getMetadata().getNamespace()).stream()
                    .filter(rs -> LabelSelectors.matches(
                            rs.getSpec().getSelector(), pod.getMetadata().getLabels()))
                    .forEach(this::enqueue);
        }
    }

    private @Nullable ReplicaSet ownerOf(Pod pod) {
        OwnerReference controller = OwnerReferences.controllerOf(pod);
        if (controller == null || !"ReplicaSet".equals(controller.getKind())) {
            return null;
        }
        ReplicaSet owner = replicaSets.get(pod.getMetadata().getNamespace(), controller.getName());
        return owner != null && owner.getMetadata().getUid().equals(controller.getUid()) ? owner : null;
    }

    @Override
    public void close() {
        loop.close();
        pool.shutdownNow();
        events.close();
    }
}
