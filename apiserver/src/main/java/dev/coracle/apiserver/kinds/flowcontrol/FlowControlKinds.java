package dev.coracle.apiserver.kinds.flowcontrol;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class FlowControlKinds {
    private static final String GROUP = "flowcontrol.apiserver.k8s.io";

    private FlowControlKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource(GROUP, "flowschemas"), new FlowSchemaStrategy(),
                new GroupResource(GROUP, "prioritylevelconfigurations"), new PriorityLevelStrategy());
    }
}
