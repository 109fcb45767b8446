package dev.coracle.apiserver.kinds.pod;

import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import java.util.Map;

/** The strategies of this package. */
public final class PodKinds {
    private PodKinds() {}

    public static Map<GroupResource, Strategy> strategies() {
        return Map.of(
                new GroupResource("", "pods"), new PodStrategy(),
                new GroupResource("", "podtemplates"), new PodTemplateStrategy());
    }
}
