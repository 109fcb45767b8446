package dev.coracle.apiserver.discovery;

import dev.coracle.apiserver.catalogue.GroupPriority;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The order in which upstream lists its groups: that of their priority, then by name. */
final class GroupOrder {
    /** What upstream gives the groups of custom resources. */
    private static final int UNKNOWN = 1000;

    private static final Map<String, GroupPriority> GROUPS = GroupPriority.read();

    private GroupOrder() {}

    static List<String> sorted(Collection<String> groups) {
        return groups.stream()
                .distinct()
                .sorted(Comparator.comparingInt(GroupOrder::priority)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int priority(String group) {
        GroupPriority known = GROUPS.get(group);
        return known == null ? UNKNOWN : known.priority();
    }
}
