package dev.coracle.apiserver.kinds.certificates;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class CertificateKinds {
    private CertificateKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("certificates.k8s.io", "certificatesigningrequests"), new SigningRequestStrategy());
    }
}
