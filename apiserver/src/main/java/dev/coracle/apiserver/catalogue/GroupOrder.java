package dev.coracle.apiserver.catalogue;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The order in which upstream lists its groups, which is that of their priority; unknown groups follow by name. */
public final class GroupOrder {
    private static final List<String> ORDER = List.of(
            "",
            "apiregistration.k8s.io",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "flowcontrol.apiserver.k8s.io");

    private GroupOrder() {}

    public static List<String> sorted(Collection<String> groups) {
        return groups.stream()
                .distinct()
                .sorted(Comparator.comparingInt(GroupOrder::rank).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int rank(String group) {
        int rank = ORDER.indexOf(group);
        return rank < 0 ? ORDER.size() : rank;
    }
}
