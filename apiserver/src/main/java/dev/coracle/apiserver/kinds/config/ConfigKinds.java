package dev.coracle.apiserver.kinds.config;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class ConfigKinds {
    private ConfigKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("", "configmaps"), new ConfigMapStrategy(),
                new GroupResource("", "secrets"), new SecretStrategy(),
                new GroupResource("", "serviceaccounts"), new ServiceAccountStrategy());
    }
}
