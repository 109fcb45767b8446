package dev.coracle.apiserver.kinds.networking;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class NetworkingKinds {
    private static final String GROUP = "networking.k8s.io";

    private NetworkingKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource(GROUP, "ingresses"), new IngressStrategy(),
                new GroupResource(GROUP, "ingressclasses"), new IngressClassStrategy(),
                new GroupResource(GROUP, "networkpolicies"), new NetworkPolicyStrategy(),
                new GroupResource(GROUP, "ipaddresses"), new IpAddressStrategy(),
                new GroupResource(GROUP, "servicecidrs"), new ServiceCidrStrategy());
    }
}
