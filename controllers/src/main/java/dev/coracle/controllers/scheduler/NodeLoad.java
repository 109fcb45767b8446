package dev.coracle.controllers.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sum of what is placed on one node. Confined to its {@link ClusterState}, which guards it. */
final class NodeLoad {
    private final Map<String, Long> requested = new HashMap<>();
    private final Map<String, Integer> alike = new HashMap<>();
    private final List<HostPort> hostPorts = new ArrayList<>();
    private int pods;

    void add(Placement placement) {
        change(placement, 1);
        hostPorts.addAll(placement.hostPorts());
    }

    void remove(Placement placement) {
        change(placement, -1);
        placement.hostPorts().forEach(hostPorts::remove);
    }

    private void change(Placement placement, int sign) {
        pods += sign;
        placement.requests().amounts().forEach((name, amount) -> requested.merge(name, sign * amount, Long::sum));
        if (!placement.going()) {
            alike.merge(placement.group(), sign, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    int pods() {
        return pods;
    }

    int podsLike(String group) {
        return alike.getOrDefault(group, 0);
    }

    long requested(String resource) {
        return requested.getOrDefault(resource, 0L);
    }

    boolean hasFree(Set<HostPort> wanted) {
        return wanted.stream().noneMatch(port -> hostPorts.stream().anyMatch(port::conflictsWith));
    }
}
