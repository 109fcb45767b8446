package dev.coracle.apiserver.kinds.scheduling;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class SchedulingKinds {
    private SchedulingKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(new GroupResource("scheduling.k8s.io", "priorityclasses"), new PriorityClassStrategy());
    }
}
