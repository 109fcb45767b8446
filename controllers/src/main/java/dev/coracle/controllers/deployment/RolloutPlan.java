package dev.coracle.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides how many replicas each ReplicaSet of a Deployment should have next. Every function looks at one moment and
 * plans one step; the step's effect comes back as an event and leads to the next one.
 */
final class RolloutPlan {
    private RolloutPlan() {}

    /** Give {@code replicaSet} this many replicas. */
    record Scaling(ReplicaSet replicaSet, int replicas) {
        boolean changesSize() {
            return Replicas.wanted(replicaSet) != replicas;
        }
    }

    /** How many replicas the new ReplicaSet may have now; {@code current} is 0 for one that is yet to be created. */
    static int newReplicas(Deployment deployment, List<ReplicaSet> all, int current) {
        Bounds bounds = Bounds.of(deployment);
        if (!Bounds.isRollingUpdate(deployment)) {
            return bounds.replicas();
        }
        int room = bounds.maxTotal() - Replicas.wanted(all);
        return room <= 0 ? current : current + Math.min(room, bounds.replicas() - current);
    }

    /** Rolling update: grow the new ReplicaSet as far as the surge allows, else shrink the old ones as far as is safe. */
    static List<Scaling> rollingStep(Rollout rollout, ReplicaSet newest) {
        int wanted = Bounds.of(rollout.deployment()).replicas();
        int current = Replicas.wanted(newest);
        int next = current > wanted ? wanted : newReplicas(rollout.deployment(), rollout.all(), current);
        if (next != current) {
            return List.of(new Scaling(newest, next));
        }
        return shrinkOld(rollout, newest);
    }

    /**
     * Old pods that serve nobody go first: that costs no availability and makes room. Then as many available ones as
     * there are above the minimum. New pods that are not available yet hold both back.
     */
    private static List<Scaling> shrinkOld(Rollout rollout, ReplicaSet newest) {
        List<ReplicaSet> old = rollout.activeOld();
        Bounds bounds = Bounds.of(rollout.deployment());
        int newUnavailable = Replicas.wanted(newest) - Replicas.lasting(newest);
        int removable = Replicas.wanted(rollout.all()) - bounds.minAvailable() - newUnavailable;
        if (old.isEmpty() || removable <= 0) {
            return List.of();
        }
        Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
        for (ReplicaSet replicaSet : old) {
            int size = Replicas.wanted(replicaSet);
            int unhealthy = size - Replicas.lasting(replicaSet);
            int removed = Math.min(removable, unhealthy);
            removable -= removed;
            sizes.put(replicaSet, size - removed);
        }
        int spare = Replicas.lasting(rollout.all()) - bounds.minAvailable();
        for (ReplicaSet replicaSet : old) {
            int size = sizes.get(replicaSet);
            int removed = Math.max(0, Math.min(spare, size));
            spare -= removed;
            sizes.put(replicaSet, size - removed);
        }
        return sizes.entrySet().stream()
                .map(e -> new Scaling(e.getKey(), e.getValue()))
                .filter(Scaling::changesSize)
                .toList();
    }

    /** Recreate: everything old goes at once. */
    static List<Scaling> recreateStep(Rollout rollout) {
        return rollout.activeOld().stream().map(rs -> new Scaling(rs, 0)).toList();
    }

    /** Whether the Deployment's replicas were changed since its ReplicaSets were last scaled. */
    static boolean isScaling(Rollout rollout) {
        int replicas = Bounds.of(rollout.deployment()).replicas();
        return rollout.active().stream()
                .flatMap(rs -> Revisions.desiredReplicas(rs).stream())
                .anyMatch(desired -> desired != replicas);
    }

    /** The Deployment was scaled, or is paused: change sizes, but not the balance between old and new. */
    static List<Scaling> scale(Rollout rollout) {
        int replicas = Bounds.of(rollout.deployment()).replicas();
        List<ReplicaSet> active = rollout.active();
        if (active.size() <= 1) {
            return activeOrLatest(rollout).map(rs -> new Scaling(rs, replicas)).stream()
                    .toList();
        }
        if (isSaturated(rollout, replicas)) {
            return recreateStep(rollout);
        }
        // Several without a rolling update: the strategy was changed in the middle of one.
        return Bounds.isRollingUpdate(rollout.deployment()) ? proportionally(rollout, active) : recreateStep(rollout);
    }

    private static Optional<ReplicaSet> activeOrLatest(Rollout rollout) {
        if (rollout.active().size() == 1) {
            return Optional.of(rollout.active().get(0));
        }
        return Optional.ofNullable(rollout.newest())
                .or(() -> rollout.old().stream().max(Replicas.OLDEST_FIRST));
    }

    private static boolean isSaturated(Rollout rollout, int replicas) {
        ReplicaSet newest = rollout.newest();
        return newest != null
                && Replicas.wanted(newest) == replicas
                && Revisions.desiredReplicas(newest).equals(Optional.of(replicas))
                && Replicas.available(newest) == replicas;
    }

    /** Scaled in the middle of a rollout: every ReplicaSet gets its share, and the largest what rounding leaves over. */
    private static List<Scaling> proportionally(Rollout rollout, List<ReplicaSet> active) {
        Bounds bounds = Bounds.of(rollout.deployment());
        int allowed = bounds.replicas() > 0 ? bounds.maxTotal() : 0;
        int toAdd = allowed - Replicas.wanted(active);
        Comparator<ReplicaSet> bySize = Comparator.comparing(Replicas::wanted, Comparator.reverseOrder());
        List<ReplicaSet> ordered = active.stream()
                .sorted(bySize.thenComparing(toAdd > 0 ? Replicas.OLDEST_FIRST.reversed() : Replicas.OLDEST_FIRST))
                .toList();
        List<Scaling> plan = new ArrayList<>();
        int added = 0;
        for (ReplicaSet replicaSet : ordered) {
            int share = toAdd == 0 ? 0 : share(rollout.deployment(), bounds, replicaSet, toAdd - added, toAdd > 0);
            added += share;
            plan.add(new Scaling(replicaSet, Replicas.wanted(replicaSet) + share));
        }
        Scaling largest = plan.get(0);
        plan.set(0, new Scaling(largest.replicaSet(), Math.max(0, largest.replicas() + toAdd - added)));
        return plan;
    }

    private static int share(Deployment deployment, Bounds bounds, ReplicaSet replicaSet, int left, boolean up) {
        if (left == 0) {
            return 0;
        }
        int fraction = fraction(deployment, bounds, replicaSet);
        return up ? Math.min(fraction, left) : Math.max(fraction, left);
    }

    private static int fraction(Deployment deployment, Bounds bounds, ReplicaSet replicaSet) {
        int current = Replicas.wanted(replicaSet);
        if (bounds.replicas() == 0) {
            return -current;
        }
        int before = Revisions.maxReplicas(replicaSet)
                .filter(max -> max > 0)
                .orElseGet(() -> DeploymentStatuses.replicas(deployment));
        return before == 0 ? 0 : Math.toIntExact(Math.round((double) current * bounds.maxTotal() / before)) - current;
    }

    /** Old ReplicaSets beyond the history limit, the earliest revisions first, as far as they are really empty. */
    static List<ReplicaSet> expired(Rollout rollout) {
        Integer limit = rollout.deployment().getSpec().getRevisionHistoryLimit();
        if (limit == null || limit == Integer.MAX_VALUE) {
            return List.of();
        }
        List<ReplicaSet> alive = rollout.old().stream()
                .filter(rs -> rs.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator.<ReplicaSet, Long>comparing(Revisions::revision)
                        .thenComparing(Replicas.OLDEST_FIRST))
                .toList();
        return alive.stream()
                .limit(Math.max(0, alive.size() - limit))
                .filter(rs -> Replicas.wanted(rs) == 0 && Replicas.actual(rs) == 0 && isObserved(rs))
                .toList();
    }

    private static boolean isObserved(ReplicaSet replicaSet) {
        Long generation = replicaSet.getMetadata().getGeneration();
        Long observed =
                replicaSet.getStatus() == null ? null : replicaSet.getStatus().getObservedGeneration();
        return generation == null || (observed != null && observed >= generation);
    }
}
