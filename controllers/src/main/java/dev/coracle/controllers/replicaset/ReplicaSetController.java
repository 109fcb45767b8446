package dev.coracle.controllers.replicaset;

import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.OwnerReferences;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Batches;
import dev.coracle.controllers.core.ControlLoop;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.Expectations;
import dev.coracle.controllers.core.Numbers;
import dev.coracle.controllers.core.Owned;
import dev.coracle.controllers.core.PodControl;
import dev.coracle.controllers.core.PodFacts;
import dev.coracle.controllers.core.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Creates and deletes pods until there are as many as an owner asks for, and reports in its status how many there are. */
public final class ReplicaSetController<P extends HasMetadata> implements Controller, ControlLoop.Work<P> {
    public static final ControllerSpec SPEC =
            spec("replicaset-controller", "replicaset-controller", new ReplicaKind.ReplicaSets());

    /** Most pods created or deleted in one go, as upstream; the rest follows when these have been seen. */
    private static final int BURST_REPLICAS = 500;

    /** Requests in flight for one owner. */
    private static final int PARALLEL_REQUESTS = 16;

    private static final String BY_OWNER = "controllerUid";

    private final ReplicaKind<P> kind;
    private final Clock clock;
    private final Expectations expectations;
    private final ControlLoop<P> loop;
    private final Owned<P, Pod> pods;
    private final PodControl podControl;
    private final Batches batches;
    private final StatusWriter statuses;

    private ReplicaSetController(ControllerContext context, ControlLoop.Options options, ReplicaKind<P> kind) {
        this.kind = kind;
        clock = context.clock();
        expectations = new Expectations(clock);
        loop = new ControlLoop<>(context, options, kind.type(), this);
        loop.objects().index(BY_OWNER, OwnerReferences::controllerUid);
        pods = loop.owns(Pod.class, owner -> kind.view(owner).getSpec().getSelector())
                .expecting(expectations);
        podControl = new PodControl(context.client(), loop.events());
        batches = new Batches(context.pool(), PARALLEL_REQUESTS);
        statuses = new StatusWriter(context.client());
    }

    /** @param component where the events come from */
    static <P extends HasMetadata> ControllerSpec spec(String name, String component, ReplicaKind<P> kind) {
        return new ControllerSpec(
                name,
                Set.of(kind.type(), Pod.class),
                context -> new ReplicaSetController<>(
                        context, new ControlLoop.Options(name, component, context.workers()), kind));
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void gone(ObjectKey key) {
        expectations.forget(key);
    }

    @Override
    public Outcome reconcile(P owner) throws InterruptedException {
        ReplicaSet replicaSet = kind.view(owner);
        boolean cacheIsCurrent = expectations.satisfied(ObjectKey.of(owner));
        List<Pod> claimed = pods.claim(owner, PodFacts::isActive);
        List<Pod> active = claimed.stream().filter(PodFacts::isActive).toList();
        int terminating = (int) claimed.stream().filter(PodFacts::isTerminating).count();

        ReplicaSetStatuses.Failure failure = null;
        KubernetesClientException cause = null;
        if (cacheIsCurrent && owner.getMetadata().getDeletionTimestamp() == null) {
            try {
                manageReplicas(owner, active);
            } catch (KubernetesClientException e) {
                boolean missing = active.size() < desired(replicaSet);
                failure = new ReplicaSetStatuses.Failure(
                        missing ? "FailedCreate" : "FailedDelete", ApiErrors.describe(e));
                cause = e;
            }
        }

        Instant now = clock.instant();
        ReplicaSetStatuses.Observed observed = new ReplicaSetStatuses.Observed(active, terminating, failure);
        if (ReplicaSetStatuses.differ(
                replicaSet.getStatus(), ReplicaSetStatuses.compute(replicaSet, replicaSet, observed, now))) {
            // Where it has changed meanwhile, its other conditions are kept; what was seen was still the former
            // generation.
            statuses.write(
                    owner,
                    current -> kind.withStatus(
                            current, ReplicaSetStatuses.compute(replicaSet, kind.view(current), observed, now)));
        }
        if (cause != null) {
            throw cause;
        }
        return untilNextPodIsAvailable(replicaSet, active, now);
    }

    private void manageReplicas(P owner, List<Pod> active) throws InterruptedException {
        int surplus = active.size() - desired(kind.view(owner));
        if (surplus < 0) {
            createPods(owner, Math.min(-surplus, BURST_REPLICAS));
        } else if (surplus > 0) {
            deletePods(owner, active, Math.min(surplus, BURST_REPLICAS));
        }
    }

    private void createPods(P owner, int count) throws InterruptedException {
        ObjectKey key = ObjectKey.of(owner);
        expectations.expectCreations(key, count);
        Batches.Progress progress = batches.slowStart(count, () -> {
            podControl.create(owner, kind.view(owner).getSpec().getTemplate());
            return null;
        });
        for (int i = progress.succeeded(); i < count; i++) {
            expectations.creationObserved(key);
        }
        rethrow(progress.failure());
    }

    private void deletePods(P owner, List<Pod> active, int count) throws InterruptedException {
        ObjectKey key = ObjectKey.of(owner);
        List<Pod> victims = DeletionRank.choose(active, relatedPods(owner), count, clock.instant());
        expectations.expectDeletions(
                key, victims.stream().map(p -> p.getMetadata().getUid()).toList());
        List<Callable<Void>> calls = new ArrayList<>();
        for (Pod victim : victims) {
            calls.add(() -> deletePod(owner, key, victim));
        }
        rethrow(batches.all(calls).failure());
    }

    private Void deletePod(P owner, ObjectKey key, Pod victim) {
        try {
            podControl.delete(owner, victim);
        } catch (RuntimeException e) {
            expectations.deletionObserved(key, victim.getMetadata().getUid());
            throw e;
        }
        return null;
    }

    private static void rethrow(@Nullable Exception failure) {
        if (failure instanceof KubernetesClientException api) {
            if (ApiErrors.isNamespaceTerminating(api)) {
                return; // Nothing can be created there any more; the namespace takes the owner with it.
            }
            throw api;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** The pods of all owners of the same owner: a Deployment's pods are one crowd when it comes to doubling up. */
    private List<Pod> relatedPods(P owner) {
        OwnerReference controller = OwnerReferences.controllerOf(owner);
        List<P> siblings = controller == null ? List.of(owner) : loop.objects().byIndex(BY_OWNER, controller.getUid());
        return siblings.stream().flatMap(sibling -> pods.of(sibling).stream()).toList();
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

    @Override
    public void close() {
        loop.close();
    }
}
