package dev.coracle.apiserver.kinds.network;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class NetworkKinds {
    private NetworkKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("", "services"), new ServiceStrategy(),
                new GroupResource("", "endpoints"), new EndpointsStrategy(),
                new GroupResource("discovery.k8s.io", "endpointslices"), new EndpointSliceStrategy());
    }
}
