package dev.coracle.controllers.garbagecollector;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.ApiKind;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.RestMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Deletes objects whose owners are all gone; in the foreground, dependents before their owner; and cuts dependents loose
 * where they are to be orphaned. Objects are worked on by uid.
 *
 * <p>An owner exists only where its reference says: another kind, name or namespace with the same uid is no owner. A reference to a kind that the
 * server does not have says nothing, neither that the owner is there nor that it is gone, and is looked at again when there are other kinds.
 */
public final class GarbageCollector implements Controller {
    private static final String NAME = "garbage-collector-controller";

    public static final ControllerSpec SPEC = new ControllerSpec(NAME, Monitors.SHARED, GarbageCollector::new);

    /** As upstream: 20 workers where other controllers have 5, and a look for new kinds every 30 seconds. */
    private static final int WORKER_FACTOR = 4;

    private static final Duration DISCOVERY_PERIOD = Duration.ofSeconds(30);

    /** How long a changed definition of a kind waits for others that change with it. */
    private static final Duration DEFINITION_DELAY = Duration.ofMillis(250);

    private static final String ALL_KINDS = "all kinds";

    private final LiveObjects live;
    private final RestMapper mapper;
    private final AbsentOwners absent = new AbsentOwners();
    private final OwnerGraph graph;
    private final Monitors monitors;
    private final EventRecorder events;
    private final ReconcileLoop<String> discovery;
    private final ReconcileLoop<String> deletions;
    private final ReconcileLoop<String> orphanings;
    /** Uids of what could not be judged for want of a kind; bounded by the objects there are. */
    private final Set<String> unresolved = ConcurrentHashMap.newKeySet();

    private boolean working;

    private GarbageCollector(ControllerContext context) {
        live = new LiveObjects(context.client());
        mapper = new RestMapper(context.client()::getApiResources);
        events = context.recorder(NAME);
        deletions = context.loop(NAME, WORKER_FACTOR * context.workers(), this::attemptToDelete);
        orphanings = context.loop(NAME + "-orphan", context.workers(), this::attemptToOrphan);
        discovery = context.loop(NAME + "-discovery", 1, this::discover);
        graph = new OwnerGraph(new Queued(), absent);
        monitors = new Monitors(context.client(), context.clock(), graph, context.informers());
        monitors.onDefinition(() -> discovery.queue().addAfter(ALL_KINDS, DEFINITION_DELAY));
    }

    /** What the graph wants looked at. */
    private final class Queued implements OwnerGraph.Queues {
        @Override
        public void delete(String uid) {
            deletions.queue().add(uid);
        }

        @Override
        public void orphan(String uid) {
            orphanings.queue().add(uid);
        }

        @Override
        public void reportWrongNamespace(Coordinates dependent, Coordinates named) {
            events.record(
                    new ObjectReferenceBuilder()
                            .withApiVersion(dependent.apiVersion())
                            .withKind(dependent.kind())
                            .withNamespace(dependent.namespace())
                            .withName(dependent.name())
                            .withUid(dependent.uid())
                            .build(),
                    EventRecorder.WARNING,
                    "OwnerRefInvalidNamespace",
                    "ownerRef " + named + " does not exist in namespace \"" + dependent.namespace() + "\"");
        }
    }

    @Override
    public void start() {
        discovery.queue().add(ALL_KINDS);
        discovery.start();
    }

    /** Nothing is collected before every kind has been seen once: an owner might be of a kind not yet listed. */
    private Outcome discover(String key) throws InterruptedException {
        mapper.reset();
        monitors.discover();
        if (!working) {
            working = true;
            deletions.start();
            orphanings.start();
        }
        for (String uid : List.copyOf(unresolved)) {
            unresolved.remove(uid);
            deletions.queue().add(uid);
        }
        return Outcome.requeueAfter(DISCOVERY_PERIOD);
    }

    Outcome attemptToDelete(String uid) {
        OwnerGraph.View view = graph.view(uid);
        if (view == null || (view.beingDeleted() && !view.waitsForDependents())) {
            return Outcome.done();
        }
        Optional<ApiKind> kind =
                mapper.kind(view.coordinates().apiVersion(), view.coordinates().kind());
        if (kind.isEmpty()) {
            unresolved.add(uid);
            return Outcome.done();
        }
        Target target = new Target(kind.get(), view.coordinates());
        if (target.isNowhere()) {
            return Outcome
                    .done(); // Only a cluster-scoped dependent names it: it is never found, and never found absent.
        }
        ObjectMeta object = live.get(target);
        if (object == null) {
            graph.verifiedAbsent(view.coordinates());
            return Outcome.done();
        }
        if (view.waitsForDependents()) {
            finishForeground(view, target, object);
        } else {
            judge(view, target, object);
        }
        // It exists, but as long as its informer has not shown it, nobody would tell of its end.
        return view.virtual() ? Outcome.retry() : Outcome.done();
    }

    private void judge(OwnerGraph.View view, Target target, ObjectMeta object) {
        Optional<List<Judgement.Owner>> owners = examineOwners(view.coordinates(), object);
        if (owners.isEmpty()) {
            return;
        }
        Judgement judgement = Judgement.of(owners.get(), object.getFinalizers(), view.dependents());
        if (judgement instanceof Judgement.Detach detach) {
            live.patch(target, object, "ownerReferences", detach.remaining());
        } else if (judgement instanceof Judgement.Delete delete) {
            live.delete(target, delete.unblock() ? unblock(target, object) : object, delete.policy());
        }
    }

    private void finishForeground(OwnerGraph.View view, Target target, ObjectMeta object) {
        boolean blocked = view.dependents().stream().anyMatch(OwnerGraph.Dependent::blocks);
        if (!blocked) {
            live.removeFinalizer(target, object, Node.FOREGROUND);
            return;
        }
        view.dependents().stream()
                .filter(dependent -> !dependent.waitsForDependents())
                .forEach(dependent ->
                        deletions.queue().add(dependent.coordinates().uid()));
    }

    /** Empty if one of them cannot be judged: then nothing is done. */
    private Optional<List<Judgement.Owner>> examineOwners(Coordinates dependent, ObjectMeta object) {
        List<Judgement.Owner> owners = new ArrayList<>();
        for (OwnerReference reference : object.getOwnerReferences()) {
            Optional<Judgement.OwnerState> state = stateOf(dependent, reference);
            if (state.isEmpty()) {
                return Optional.empty();
            }
            owners.add(new Judgement.Owner(reference, state.get()));
        }
        return Optional.of(owners);
    }

    private Optional<Judgement.OwnerState> stateOf(Coordinates dependent, OwnerReference reference) {
        Coordinates named = Coordinates.of(reference, dependent.namespace());
        if (absent.contains(named)) {
            return Optional.of(Judgement.OwnerState.ABSENT);
        }
        Optional<ApiKind> kind = mapper.kind(named.apiVersion(), named.kind());
        if (kind.isEmpty()) {
            unresolved.add(dependent.uid());
            return Optional.empty();
        }
        Target target = new Target(kind.get(), named);
        if (target.isNowhere()) {
            return Optional.empty(); // A cluster-scoped object cannot have an owner in a namespace.
        }
        ObjectMeta owner = live.get(target);
        if (owner == null) {
            absent.add(target.coordinates());
            return Optional.of(Judgement.OwnerState.ABSENT);
        }
        boolean waits =
                owner.getDeletionTimestamp() != null && owner.getFinalizers().contains(Node.FOREGROUND);
        return Optional.of(waits ? Judgement.OwnerState.WAITING : Judgement.OwnerState.SOLID);
    }

    private ObjectMeta unblock(Target target, ObjectMeta object) {
        List<OwnerReference> references = object.getOwnerReferences().stream()
                .map(r -> new OwnerReferenceBuilder(r)
                        .withBlockOwnerDeletion(false)
                        .build())
                .toList();
        live.patch(target, object, "ownerReferences", references);
        ObjectMeta patched = live.get(target);
        return patched == null ? object : patched;
    }

    Outcome attemptToOrphan(String uid) {
        OwnerGraph.View view = graph.view(uid);
        Target owner = view == null ? null : target(view.coordinates());
        if (view == null || owner == null) {
            return Outcome.done();
        }
        for (OwnerGraph.Dependent dependent : view.dependents()) {
            Target target = target(dependent.coordinates());
            ObjectMeta object = target == null ? null : live.get(target);
            if (target != null && object != null) {
                live.patch(
                        target,
                        object,
                        "ownerReferences",
                        object.getOwnerReferences().stream()
                                .filter(r -> !uid.equals(r.getUid()))
                                .toList());
            }
        }
        ObjectMeta object = live.get(owner);
        if (object != null && object.getFinalizers().contains(Node.ORPHAN)) {
            live.removeFinalizer(owner, object, Node.ORPHAN);
        }
        return Outcome.done();
    }

    /** Null if its kind is gone, and so is it. */
    private @Nullable Target target(Coordinates coordinates) {
        return mapper.kind(coordinates.apiVersion(), coordinates.kind())
                .map(kind -> new Target(kind, coordinates))
                .orElse(null);
    }

    @Override
    public void close() {
        discovery.close();
        deletions.close();
        orphanings.close();
        monitors.close();
    }
}
