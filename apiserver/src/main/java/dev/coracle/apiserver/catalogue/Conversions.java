package dev.coracle.apiserver.catalogue;

import dev.coracle.apiserver.resource.Conversion;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.util.Map;

/** How each kind that is served in another form than it is stored in is converted: a row for each. */
final class Conversions {
    private static final Map<GroupVersionKind, Conversion> TABLE = Map.of(
            new GroupVersionKind("events.k8s.io", "v1", "Event"),
            new EventConversion(),
            new GroupVersionKind("autoscaling", "v1", "HorizontalPodAutoscaler"),
            new AutoscalerConversion());

    private Conversions() {}

    static Conversion of(GroupVersionKind kind) {
        Conversion conversion = TABLE.get(kind);
        if (conversion == null) {
            throw new IllegalStateException("no conversion for " + kind);
        }
        return conversion;
    }
}
