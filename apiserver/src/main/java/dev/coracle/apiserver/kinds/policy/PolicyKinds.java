package dev.coracle.apiserver.kinds.policy;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class PolicyKinds {
    private PolicyKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(new GroupResource("policy", "poddisruptionbudgets"), new DisruptionBudgetStrategy());
    }
}
