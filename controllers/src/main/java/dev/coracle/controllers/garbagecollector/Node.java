package dev.coracle.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object in the graph. Guarded by its {@link OwnerGraph}. */
final class Node {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    /** By uid. */
    final Map<String, Node> dependents = new LinkedHashMap<>();

    Coordinates coordinates;
    List<OwnerReference> owners = List.of();
    /** Known only because somebody names it as an owner; the coordinates are what that one says. */
    boolean virtual;

    boolean beingDeleted;
    /** Waits, by its foregroundDeletion finalizer, until its dependents are gone. */
    boolean waitsForDependents;

    Node(Coordinates coordinates, boolean virtual) {
        this.coordinates = coordinates;
        this.virtual = virtual;
    }

    boolean blocksDeletionOf(String ownerUid) {
        return owners.stream()
                .anyMatch(o -> ownerUid.equals(o.getUid()) && Boolean.TRUE.equals(o.getBlockOwnerDeletion()));
    }

    /** Whether one of its references to that uid means {@code owner}. */
    boolean agreesOn(Coordinates owner) {
        return isInReachOf(owner) && owners.stream().anyMatch(owner::isMeantBy);
    }

    /** Whether one of its references to that uid means something else than {@code owner}. */
    boolean disagreesOn(Coordinates owner) {
        return !isInReachOf(owner)
                || owners.stream().anyMatch(o -> owner.uid().equals(o.getUid()) && !owner.isMeantBy(o));
    }

    /** Owners are found in the dependent's own namespace, or have none. */
    private boolean isInReachOf(Coordinates owner) {
        return !owner.isNamespaced() || owner.namespace().equals(coordinates.namespace());
    }
}
