package dev.coracle.apiserver.kinds.quota;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class QuotaKinds {
    private QuotaKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("", "resourcequotas"), new ResourceQuotaStrategy(),
                new GroupResource("", "limitranges"), new LimitRangeStrategy());
    }
}
