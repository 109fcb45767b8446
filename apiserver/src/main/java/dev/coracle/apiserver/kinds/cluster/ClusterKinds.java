package dev.coracle.apiserver.kinds.cluster;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class ClusterKinds {
    private ClusterKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("", "namespaces"), new NamespaceStrategy(),
                new GroupResource("", "nodes"), new NodeStrategy(),
                new GroupResource("", "events"), new EventStrategy(),
                new GroupResource("", "componentstatuses"), new ComponentStatusStrategy(),
                new GroupResource("coordination.k8s.io", "leases"), new LeaseStrategy(),
                new GroupResource("node.k8s.io", "runtimeclasses"), new RuntimeClassStrategy());
    }
}
