package dev.coracle.controllers.garbagecollector;

import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiKind;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deletes objects whose owners are all gone; in the foreground, dependents before their owner; and cuts dependents loose
 * where they are to be orphaned. Objects are worked on by uid.
 */
public final class GarbageCollector implements Controller {
    private static final String NAME = "garbage-collector-controller";

    public static final ControllerSpec SPEC = new ControllerSpec(NAME, Monitors.SHARED, GarbageCollector::new);

    /** As upstream: 20 workers where other controllers have 5, and a look for new kinds every 30 seconds. */
    private static final int WORKER_FACTOR = 4;

    private static final Duration DISCOVERY_PERIOD = Duration.ofSeconds(30);
    private static final int ABSENT_MEMORY = 500;

    private final LiveObjects live;
    private final OwnerGraph graph;
    private final Monitors monitors;
    private final ReconcileLoop<String> discovery;
    private final ReconcileLoop<String> deletions;
    private final ReconcileLoop<String> orphanings;
    /** Uids of owners known not to exist; a uid never comes back. */
    private final Set<String> absent = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));

    private boolean working;

    private GarbageCollector(ControllerContext context) {
        Clock clock = context.clock();
        live = new LiveObjects(context.client());
        deletions = context.loop(NAME, WORKER_FACTOR * context.workers(), this::attemptToDelete);
        orphanings = context.loop(NAME + "-orphan", context.workers(), this::attemptToOrphan);
        discovery = context.loop(NAME + "-discovery", 1, this::discover);
        graph = new OwnerGraph(deletions.queue()::add, orphanings.queue()::add);
        monitors = new Monitors(context.client(), clock, graph, context.informers());
    }

    @Override
    public void start() {
        discovery.queue().add("all kinds");
        discovery.start();
    }

    /** Nothing is collected before every kind has been seen once: an owner might be of a kind not yet listed. */
    private Outcome discover(String key) throws InterruptedException {
        monitors.discover();
        if (!working) {
            working = true;
            deletions.start();
            orphanings.start();
        }
        return Outcome.requeueAfter(DISCOVERY_PERIOD);
    }

    Outcome attemptToDelete(String uid) {
        OwnerGraph.View view = graph.view(uid);
        if (view == null || (view.beingDeleted() && !view.waitsForDependents())) {
            return Outcome.done();
        }
        ObjectMeta object = live.get(view.identity());
        if (object == null) {
            absent.add(uid);
            graph.remove(uid);
            return Outcome.done();
        }
        if (view.waitsForDependents()) {
            finishForeground(view, object);
            return Outcome.done();
        }
        Judgement judgement =
                Judgement.of(examineOwners(view.identity(), object), object.getFinalizers(), view.dependents());
        if (judgement instanceof Judgement.Detach detach) {
            live.patch(view.identity(), object, "ownerReferences", detach.remaining());
        } else if (judgement instanceof Judgement.Delete delete) {
            ObjectMeta judged = delete.unblock() ? unblock(view.identity(), object) : object;
            if (judged != null) {
                live.delete(view.identity(), judged, delete.policy());
            }
        }
        return Outcome.done();
    }

    private void finishForeground(OwnerGraph.View view, ObjectMeta object) {
        List<String> blocking = view.dependents().stream()
                .filter(OwnerGraph.Dependent::blocks)
                .map(dependent -> dependent.identity().uid())
                .toList();
        if (blocking.isEmpty()) {
            live.removeFinalizer(view.identity(), object, Node.FOREGROUND);
        } else {
            view.dependents().stream()
                    .filter(dependent -> !dependent.waitsForDependents())
                    .forEach(dependent ->
                            deletions.queue().add(dependent.identity().uid()));
        }
    }

    private List<Judgement.Owner> examineOwners(Identity dependent, ObjectMeta object) {
        List<Judgement.Owner> owners = new ArrayList<>();
        for (OwnerReference reference : object.getOwnerReferences()) {
            owners.add(new Judgement.Owner(reference, stateOf(dependent, reference)));
        }
        return owners;
    }

    private Judgement.OwnerState stateOf(Identity dependent, OwnerReference reference) {
        if (absent.contains(reference.getUid())) {
            return Judgement.OwnerState.ABSENT;
        }
        ApiKind kind = monitors.kindOf(reference);
        if (kind == null) {
            throw new IllegalStateException("owner of " + dependent + " is of unknown kind " + reference.getApiVersion()
                    + " " + reference.getKind());
        }
        String namespace = kind.namespaced() ? dependent.namespace() : "";
        ObjectMeta owner = live.get(new Identity(reference.getUid(), kind, namespace, reference.getName()));
        if (owner == null) {
            absent.add(reference.getUid());
            return Judgement.OwnerState.ABSENT;
        }
        return owner.getDeletionTimestamp() != null && owner.getFinalizers().contains(Node.FOREGROUND)
                ? Judgement.OwnerState.WAITING
                : Judgement.OwnerState.SOLID;
    }

    private ObjectMeta unblock(Identity identity, ObjectMeta object) {
        List<OwnerReference> references = object.getOwnerReferences().stream()
                .map(r -> new OwnerReferenceBuilder(r)
                        .withBlockOwnerDeletion(false)
                        .build())
                .toList();
        live.patch(identity, object, "ownerReferences", references);
        ObjectMeta patched = live.get(identity);
        return patched == null ? object : patched;
    }

    Outcome attemptToOrphan(String uid) {
        OwnerGraph.View view = graph.view(uid);
        if (view == null) {
            return Outcome.done();
        }
        for (OwnerGraph.Dependent dependent : view.dependents()) {
            ObjectMeta object = live.get(dependent.identity());
            if (object != null) {
                live.patch(
                        dependent.identity(),
                        object,
                        "ownerReferences",
                        object.getOwnerReferences().stream()
                                .filter(r -> !uid.equals(r.getUid()))
                                .toList());
            }
        }
        ObjectMeta owner = live.get(view.identity());
        if (owner != null && owner.getFinalizers().contains(Node.ORPHAN)) {
            live.removeFinalizer(view.identity(), owner, Node.ORPHAN);
        }
        return Outcome.done();
    }

    @Override
    public void close() {
        discovery.close();
        deletions.close();
        orphanings.close();
        monitors.close();
    }

    private static final class Recent extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > ABSENT_MEMORY;
        }
    }
}
