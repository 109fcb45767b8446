package dev.coracle.apiserver.kinds.autoscaling;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class AutoscalingKinds {
    private AutoscalingKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(new GroupResource("autoscaling", "horizontalpodautoscalers"), new AutoscalerStrategy());
    }
}
