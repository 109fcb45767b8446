package dev.coracle.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;

/** What is to become of an object, given the state of its owners. */
sealed interface Judgement {
    /** What was found about one owner. */
    enum OwnerState {
        /** Exists and is not waiting to go. */
        SOLID,
        /** Does not exist. */
        ABSENT,
        /** Is being deleted in the foreground: it goes once its dependents have. */
        WAITING
    }

    /** An owner reference and what is behind it. */
    record Owner(OwnerReference reference, OwnerState state) {}

    /** Stays as it is. */
    enum Keep implements Judgement {
        INSTANCE
    }

    /** Stays, with these owners only. */
    record Detach(List<OwnerReference> remaining) implements Judgement {}

    /**
     * Goes. {@code unblock} if it and its owner wait for each other, so that it must first stop blocking the owner.
     */
    record Delete(DeletionPropagation policy, boolean unblock) implements Judgement {}

    static Judgement of(List<Owner> owners, List<String> finalizers, List<OwnerGraph.Dependent> dependents) {
        if (owners.isEmpty()) {
            return Keep.INSTANCE;
        }
        List<OwnerReference> solid = new ArrayList<>();
        boolean waited = false;
        for (Owner owner : owners) {
            if (owner.state == OwnerState.SOLID) {
                solid.add(owner.reference);
            }
            waited |= owner.state == OwnerState.WAITING;
        }
        if (!solid.isEmpty()) {
            return solid.size() == owners.size() ? Keep.INSTANCE : new Detach(List.copyOf(solid));
        }
        if (waited && !dependents.isEmpty()) {
            // In the foreground all the way down: the owner waits for this one, this one for its own dependents.
            boolean circle = dependents.stream().anyMatch(OwnerGraph.Dependent::waitsForDependents);
            return new Delete(DeletionPropagation.FOREGROUND, circle);
        }
        // A finalizer says what the user asked for when it was deleted the first time.
        if (finalizers.contains(Node.ORPHAN)) {
            return new Delete(DeletionPropagation.ORPHAN, false);
        }
        return new Delete(
                finalizers.contains(Node.FOREGROUND) ? DeletionPropagation.FOREGROUND : DeletionPropagation.BACKGROUND,
                false);
    }
}
