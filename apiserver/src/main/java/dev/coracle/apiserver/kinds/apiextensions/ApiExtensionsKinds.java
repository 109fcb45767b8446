package dev.coracle.apiserver.kinds.apiextensions;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class ApiExtensionsKinds {
    private ApiExtensionsKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"),
                new CustomResourceDefinitionStrategy());
    }
}
