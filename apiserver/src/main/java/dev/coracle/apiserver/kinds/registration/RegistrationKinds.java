package dev.coracle.apiserver.kinds.registration;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class RegistrationKinds {
    private RegistrationKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(new GroupResource("apiregistration.k8s.io", "apiservices"), new ApiServiceStrategy());
    }
}
