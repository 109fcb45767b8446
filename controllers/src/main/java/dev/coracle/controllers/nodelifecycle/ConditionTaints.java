package dev.coracle.controllers.nodelifecycle;

import dev.coracle.client.ApiTime;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which taints a node has because of its conditions, as upstream's {@code doNoScheduleTaintingPass} (v1.36). */
final class ConditionTaints {
    private static final String NO_SCHEDULE = "NoSchedule";
    private static final String PREFIX = "node.kubernetes.io/";
    private static final String UNSCHEDULABLE = PREFIX + "unschedulable";

    /** By condition and its status. */
    private static final Map<String, String> KEYS = Map.of(
            "Ready False", PREFIX + "not-ready",
            "Ready Unknown", PREFIX + "unreachable",
            "MemoryPressure True", PREFIX + "memory-pressure",
            "DiskPressure True", PREFIX + "disk-pressure",
            "NetworkUnavailable True", PREFIX + "network-unavailable",
            "PIDPressure True", PREFIX + "pid-pressure");

    private ConditionTaints() {}

    /** All taints the node should have: others stay as they are, and so do those of these that are right. */
    static List<Taint> of(Node node, Instant now) {
        Set<String> wanted = wanted(node);
        List<Taint> taints = new ArrayList<>();
        for (Taint taint : node.getSpec().getTaints()) {
            boolean byCondition = NO_SCHEDULE.equals(taint.getEffect())
                    && (UNSCHEDULABLE.equals(taint.getKey()) || KEYS.containsValue(taint.getKey()));
            if (!byCondition || wanted.remove(taint.getKey())) {
                taints.add(taint);
            }
        }
        wanted.stream()
                .sorted()
                .map(key -> new TaintBuilder()
                        .withKey(key)
                        .withEffect(NO_SCHEDULE)
                        .withTimeAdded(ApiTime.seconds(now))
                        .build())
                .forEach(taints::add);
        return taints;
    }

    private static Set<String> wanted(Node node) {
        Set<String> wanted = new HashSet<>();
        if (node.getStatus() != null) {
            for (NodeCondition condition : node.getStatus().getConditions()) {
                String key = KEYS.get(condition.getType() + " " + condition.getStatus());
                if (key != null) {
                    wanted.add(key);
                }
            }
        }
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            wanted.add(UNSCHEDULABLE);
        }
        return wanted;
    }
}
