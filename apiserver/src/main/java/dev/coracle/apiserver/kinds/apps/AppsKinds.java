package dev.coracle.apiserver.kinds.apps;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class AppsKinds {
    private AppsKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("apps", "deployments"), new DeploymentStrategy(),
                new GroupResource("apps", "replicasets"), new ReplicaSetStrategy(),
                new GroupResource("apps", "statefulsets"), new StatefulSetStrategy(),
                new GroupResource("apps", "daemonsets"), new DaemonSetStrategy(),
                new GroupResource("apps", "controllerrevisions"), new ControllerRevisionStrategy(),
                new GroupResource("", "replicationcontrollers"), new ReplicationControllerStrategy());
    }
}
