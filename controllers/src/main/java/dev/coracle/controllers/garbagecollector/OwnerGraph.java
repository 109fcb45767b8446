package dev.coracle.controllers.garbagecollector;

import dev.coracle.controllers.core.ApiKind;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who owns whom, as far as the informers have told. Each change names the objects that have to be looked at because of
 * it. Guarded by its own monitor; the queues it feeds are called under it and do not block.
 */
final class OwnerGraph {
    private final Map<String, Node> byUid = new HashMap<>();
    private final Consumer<String> toDelete;
    private final Consumer<String> toOrphan;

    OwnerGraph(Consumer<String> toDelete, Consumer<String> toOrphan) {
        this.toDelete = toDelete;
        this.toOrphan = toOrphan;
    }

    /**
     * An object was added or changed. {@code kinds} finds the kind of an owner; an owner of unknown kind is left out and
     * looked at again with the object's next change.
     */
    synchronized void observe(ApiKind kind, ObjectMeta metadata, Function<OwnerReference, @Nullable ApiKind> kinds) {
        String uid = metadata.getUid();
        String namespace = metadata.getNamespace() == null ? "" : metadata.getNamespace();
        Node node = byUid.get(uid);
        boolean isNew = node == null || node.unseen;
        if (node == null) {
            node = new Node(new Identity(uid, kind, namespace, metadata.getName()), false);
            byUid.put(uid, node);
        }
        node.unseen = false;
        List<OwnerReference> before = node.owners;
        List<OwnerReference> after = List.copyOf(metadata.getOwnerReferences());
        if (!before.equals(after)) {
            link(node, before, after, kinds);
        }
        noteDeletion(node, metadata, isNew);
    }

    private void link(
            Node node,
            List<OwnerReference> before,
            List<OwnerReference> after,
            Function<OwnerReference, @Nullable ApiKind> kinds) {
        node.owners = after;
        Set<String> kept = new HashSet<>();
        for (OwnerReference reference : after) {
            kept.add(reference.getUid());
            Node owner = byUid.get(reference.getUid());
            if (owner == null) {
                ApiKind ownerKind = kinds.apply(reference);
                if (ownerKind == null) {
                    continue;
                }
                String namespace = ownerKind.namespaced() ? node.identity.namespace() : "";
                owner = new Node(new Identity(reference.getUid(), ownerKind, namespace, reference.getName()), true);
                byUid.put(reference.getUid(), owner);
                toDelete.accept(reference.getUid()); // To find out whether it exists at all.
            }
            owner.dependents.put(node.identity.uid(), node);
        }
        for (OwnerReference reference : before) {
            Node owner = byUid.get(reference.getUid());
            if (owner != null && !kept.contains(reference.getUid())) {
                owner.dependents.remove(node.identity.uid());
            }
            if (owner != null && owner.waitsForDependents && !node.blocksDeletionOf(reference.getUid())) {
                toDelete.accept(reference.getUid());
            }
        }
        if (!before.isEmpty()) {
            toDelete.accept(node.identity.uid());
        }
    }

    private void noteDeletion(Node node, ObjectMeta metadata, boolean isNew) {
        boolean going = metadata.getDeletionTimestamp() != null;
        boolean startsToGo = going && (isNew || !node.beingDeleted);
        node.beingDeleted = going;
        if (going && metadata.getFinalizers().contains(Node.ORPHAN)) {
            toOrphan.accept(node.identity.uid());
            return;
        }
        boolean waits = going && metadata.getFinalizers().contains(Node.FOREGROUND);
        if (waits && (startsToGo || !node.waitsForDependents)) {
            node.dependents.keySet().forEach(toDelete);
            toDelete.accept(node.identity.uid());
        }
        node.waitsForDependents = waits;
    }

    /** An object is gone: its dependents may have to follow, and owners that waited for it may go on. */
    synchronized void remove(String uid) {
        Node node = byUid.remove(uid);
        if (node == null) {
            return;
        }
        node.dependents.keySet().forEach(toDelete);
        for (OwnerReference reference : node.owners) {
            Node owner = byUid.get(reference.getUid());
            if (owner != null) {
                owner.dependents.remove(uid);
                if (owner.waitsForDependents) {
                    toDelete.accept(owner.identity.uid());
                }
            }
        }
    }

    /** What a decision about one object needs of the graph, taken at one moment. */
    record View(Identity identity, boolean beingDeleted, boolean waitsForDependents, List<Dependent> dependents) {}

    /** {@code blocks} if the owner's foreground deletion has to wait for it. */
    record Dependent(Identity identity, boolean blocks, boolean waitsForDependents) {}

    synchronized @Nullable View view(String uid) {
        Node node = byUid.get(uid);
        if (node == null) {
            return null;
        }
        List<Dependent> dependents = new ArrayList<>();
        for (Node dependent : node.dependents.values()) {
            dependents.add(
                    new Dependent(dependent.identity, dependent.blocksDeletionOf(uid), dependent.waitsForDependents));
        }
        return new View(node.identity, node.beingDeleted, node.waitsForDependents, List.copyOf(dependents));
    }

    synchronized int size() {
        return byUid.size();
    }
}
