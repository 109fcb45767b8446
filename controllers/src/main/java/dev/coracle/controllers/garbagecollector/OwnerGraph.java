package dev.coracle.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who owns whom, as far as the informers have told, and as upstream's {@code GraphBuilder} (v1.36) sees it. Each change names
 * the objects that have to be looked at because of it. An owner that no informer has shown is a virtual node, be its kind known or not,
 * so that a reference to it is never forgotten. Guarded by its own monitor; the queues and the absent owners it feeds are called under it and
 * do not block.
 */
final class OwnerGraph {
    /** Who hears of what there is to look at. */
    interface Queues {
        /** By uid. */
        void delete(String uid);

        /** By uid. */
        void orphan(String uid);

        /** The dependent names an owner that is in another namespace. */
        void reportWrongNamespace(Coordinates dependent, Coordinates named);
    }

    private final Map<String, Node> byUid = new HashMap<>();
    private final Queues queues;
    private final AbsentOwners absent;

    OwnerGraph(Queues queues, AbsentOwners absent) {
        this.queues = queues;
        this.absent = absent;
    }

    /** An object was added or changed; {@code apiVersion} and {@code kind} are those it is watched in. */
    synchronized void observe(String apiVersion, String kind, ObjectMeta metadata) {
        Coordinates seen = new Coordinates(
                apiVersion,
                kind,
                Objects.requireNonNullElse(metadata.getNamespace(), ""),
                metadata.getName(),
                metadata.getUid());
        Node node = byUid.get(seen.uid());
        boolean isNew = node == null || node.virtual;
        if (node == null) {
            node = new Node(seen, false);
            byUid.put(seen.uid(), node);
        } else if (node.virtual) {
            materialize(node, seen);
        }
        List<OwnerReference> before = node.owners;
        List<OwnerReference> after = List.copyOf(metadata.getOwnerReferences());
        if (!before.equals(after)) {
            link(node, before, after);
        }
        noteDeletion(node, metadata, isNew);
    }

    /** Now it is known where the object really is, and so which dependents may be wrong about it. */
    private void materialize(Node node, Coordinates seen) {
        node.virtual = false;
        if (seen.equals(node.coordinates)) {
            return;
        }
        node.coordinates = seen;
        for (Node dependent : node.dependents.values()) {
            if (dependent.disagreesOn(seen)) {
                reportNamespace(dependent, seen);
                queues.delete(dependent.coordinates.uid());
            }
        }
    }

    private void link(Node node, List<OwnerReference> before, List<OwnerReference> after) {
        node.owners = after;
        Set<String> kept = new HashSet<>();
        boolean doubtful = false;
        for (OwnerReference reference : after) {
            Coordinates named = Coordinates.of(reference, node.coordinates.namespace());
            kept.add(named.uid());
            Node owner = byUid.get(named.uid());
            if (owner == null) {
                owner = new Node(named, true);
                byUid.put(named.uid(), owner);
                queues.delete(named.uid()); // To find out whether it exists at all.
            } else if (!before.contains(reference)) {
                doubtful |= isDoubtful(node, reference, owner);
            }
            owner.dependents.put(node.coordinates.uid(), node);
        }
        for (OwnerReference reference : before) {
            Node owner = byUid.get(reference.getUid());
            if (owner != null && !kept.contains(reference.getUid())) {
                owner.dependents.remove(node.coordinates.uid());
            }
            if (owner != null && owner.waitsForDependents && !node.blocksDeletionOf(reference.getUid())) {
                queues.delete(reference.getUid());
            }
        }
        if (doubtful || !before.isEmpty()) {
            queues.delete(node.coordinates.uid());
        }
    }

    /** Whether the owner that is meant may be another one than that in the graph, so that the server has to be asked. */
    private boolean isDoubtful(Node node, OwnerReference reference, Node owner) {
        Coordinates known = owner.coordinates;
        boolean sameNamespace = known.namespace().equals(node.coordinates.namespace());
        if (known.isNamespaced() && !sameNamespace) {
            if (!owner.virtual) {
                reportNamespace(node, known);
            }
            return true;
        }
        // A virtual owner without a namespace may be one that a cluster-scoped dependent only says has none.
        return !known.isMeantBy(reference) || (!sameNamespace && owner.virtual);
    }

    private void reportNamespace(Node dependent, Coordinates owner) {
        if (!owner.isNamespaced() || owner.namespace().equals(dependent.coordinates.namespace())) {
            return;
        }
        dependent.owners.stream()
                .filter(o -> owner.uid().equals(o.getUid()))
                .findFirst()
                .ifPresent(o -> queues.reportWrongNamespace(
                        dependent.coordinates, Coordinates.of(o, dependent.coordinates.namespace())));
    }

    private void noteDeletion(Node node, ObjectMeta metadata, boolean isNew) {
        String uid = node.coordinates.uid();
        boolean going = metadata.getDeletionTimestamp() != null;
        boolean startsToGo = going && (isNew || !node.beingDeleted);
        node.beingDeleted = going;
        if (going && metadata.getFinalizers().contains(Node.ORPHAN)) {
            queues.orphan(uid);
            return;
        }
        boolean waits = going && metadata.getFinalizers().contains(Node.FOREGROUND);
        if (waits && (startsToGo || !node.waitsForDependents)) {
            node.dependents.keySet().forEach(queues::delete);
            queues.delete(uid);
        }
        node.waitsForDependents = waits;
    }

    /** An object is gone: its dependents may have to follow, and owners that waited for it may go on. */
    synchronized void remove(String uid) {
        Node node = byUid.get(uid);
        if (node != null) {
            remove(node);
        }
    }

    private void remove(Node node) {
        String uid = node.coordinates.uid();
        byUid.remove(uid);
        if (!node.dependents.isEmpty()) {
            absent.add(node.coordinates);
            node.dependents.keySet().forEach(queues::delete);
        }
        for (OwnerReference reference : node.owners) {
            Node owner = byUid.get(reference.getUid());
            if (owner != null) {
                owner.dependents.remove(uid);
                if (owner.waitsForDependents) {
                    queues.delete(owner.coordinates.uid());
                }
            }
        }
    }

    /**
     * The server has no such object. That is news of the dependents that mean exactly that; whether the object is elsewhere,
     * as others of its dependents may say, is found out next.
     */
    synchronized void verifiedAbsent(Coordinates gone) {
        Node node = byUid.get(gone.uid());
        if (node == null) {
            return;
        }
        List<Node> others = node.dependents.values().stream()
                .filter(dependent -> dependent.disagreesOn(gone))
                .toList();
        if (node.virtual ? others.isEmpty() : node.coordinates.equals(gone)) {
            remove(node);
            return;
        }
        List<Node> believers = node.dependents.values().stream()
                .filter(dependent -> dependent.agreesOn(gone))
                .toList();
        if (!believers.isEmpty()) {
            absent.add(gone);
            believers.forEach(dependent -> queues.delete(dependent.coordinates.uid()));
        }
        if (node.virtual && node.coordinates.equals(gone)) {
            Coordinates alternative = alternativeTo(gone, others);
            if (alternative != null) {
                node.coordinates = alternative;
                queues.delete(alternative.uid());
            }
        }
    }

    /** What else the dependents say of an owner: the next in order, so that all of it has its turn. */
    private static @Nullable Coordinates alternativeTo(Coordinates gone, List<Node> dependents) {
        TreeSet<Coordinates> said = new TreeSet<>(Coordinates.ORDER);
        for (Node dependent : dependents) {
            for (OwnerReference reference : dependent.owners) {
                Coordinates named = Coordinates.of(reference, dependent.coordinates.namespace());
                boolean sameKind = named.apiVersion().equals(gone.apiVersion())
                        && named.kind().equals(gone.kind());
                if (!gone.isNamespaced() && sameKind) {
                    named = named.inNamespace(""); // The kind is known to have none.
                }
                if (named.uid().equals(gone.uid()) && !named.equals(gone)) {
                    said.add(named);
                }
            }
        }
        Coordinates next = said.higher(gone);
        return next != null || said.isEmpty() ? next : said.first();
    }

    /** What a decision about one object needs of the graph, taken at one moment. */
    record View(
            Coordinates coordinates,
            boolean virtual,
            boolean beingDeleted,
            boolean waitsForDependents,
            List<Dependent> dependents) {}

    /** {@code blocks} if the owner's foreground deletion has to wait for it. */
    record Dependent(Coordinates coordinates, boolean blocks, boolean waitsForDependents) {}

    synchronized @Nullable View view(String uid) {
        Node node = byUid.get(uid);
        if (node == null) {
            return null;
        }
        List<Dependent> dependents = new ArrayList<>();
        for (Node dependent : node.dependents.values()) {
            dependents.add(new Dependent(
                    dependent.coordinates, dependent.blocksDeletionOf(uid), dependent.waitsForDependents));
        }
        return new View(
                node.coordinates, node.virtual, node.beingDeleted, node.waitsForDependents, List.copyOf(dependents));
    }

    synchronized int size() {
        return byUid.size();
    }
}
