package dev.coracle.apiserver.kinds.rbac;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class RbacKinds {
    static final String GROUP = "rbac.authorization.k8s.io";

    private RbacKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource(GROUP, "roles"), new RoleStrategy(true),
                new GroupResource(GROUP, "clusterroles"), new RoleStrategy(false),
                new GroupResource(GROUP, "rolebindings"), new BindingStrategy(true),
                new GroupResource(GROUP, "clusterrolebindings"), new BindingStrategy(false));
    }
}
