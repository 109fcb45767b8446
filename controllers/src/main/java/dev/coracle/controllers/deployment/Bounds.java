package dev.coracle.controllers.deployment;

import dev.coracle.controllers.core.Numbers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;

/** How many pods there may be above, and may be missing below, the replicas a Deployment asks for. */
record Bounds(int replicas, int maxSurge, int maxUnavailable) {

    static Bounds of(Deployment deployment) {
        int replicas = Numbers.orElse(deployment.getSpec().getReplicas(), 1);
        DeploymentStrategy strategy = deployment.getSpec().getStrategy();
        if (!isRollingUpdate(deployment)) {
            return new Bounds(replicas, 0, 0);
        }
        RollingUpdateDeployment rolling = strategy.getRollingUpdate();
        int surge = Numbers.scaled(rolling.getMaxSurge(), replicas, true);
        int unavailable = Numbers.scaled(rolling.getMaxUnavailable(), replicas, false);
        if (surge == 0 && unavailable == 0) {
            // Both may round to nothing, for example 0 and 10% of 3; without any play no rollout would ever move.
            unavailable = 1;
        }
        return new Bounds(replicas, surge, Math.min(unavailable, replicas));
    }

    static boolean isRollingUpdate(Deployment deployment) {
        DeploymentStrategy strategy = deployment.getSpec().getStrategy();
        return strategy != null && "RollingUpdate".equals(strategy.getType()) && strategy.getRollingUpdate() != null;
    }

    int maxTotal() {
        return replicas + maxSurge;
    }

    int minAvailable() {
        return replicas - maxUnavailable;
    }
}
