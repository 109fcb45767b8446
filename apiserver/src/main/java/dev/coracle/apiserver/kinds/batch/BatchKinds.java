package dev.coracle.apiserver.kinds.batch;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class BatchKinds {
    private BatchKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("batch", "jobs"), new JobStrategy(),
                new GroupResource("batch", "cronjobs"), new CronJobStrategy());
    }
}
