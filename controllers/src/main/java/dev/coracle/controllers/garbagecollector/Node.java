package dev.coracle.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object in the graph. Guarded by its {@link OwnerGraph}. */
final class Node {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    final Identity identity;
    /** By uid. */
    final Map<String, Node> dependents = new LinkedHashMap<>();

    List<OwnerReference> owners = List.of();
    /** Known only because somebody names it as an owner. */
    boolean unseen;

    boolean beingDeleted;
    /** Waits, by its foregroundDeletion finalizer, until its dependents are gone. */
    boolean waitsForDependents;

    Node(Identity identity, boolean unseen) {
        this.identity = identity;
        this.unseen = unseen;
    }

    boolean blocksDeletionOf(String ownerUid) {
        return owners.stream()
                .anyMatch(o -> ownerUid.equals(o.getUid()) && Boolean.TRUE.equals(o.getBlockOwnerDeletion()));
    }
}
