package dev.coracle.controllers.scheduler;

import dev.coracle.client.OwnerReferences;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.TreeMap;

/**
 * One pod on a node and what it takes there. {@code group} is what its like are recognised by; one that is going no
 * longer counts among them.
 */
record Placement(String node, String group, boolean going, Requests requests, Set<HostPort> hostPorts) {
    Placement {
        hostPorts = Set.copyOf(hostPorts);
    }

    static Placement of(Pod pod, String node) {
        return new Placement(node, groupOf(pod), PodFacts.isTerminating(pod), Requests.of(pod), HostPort.of(pod));
    }

    /** Pods of the same controller are alike; pods of none if their labels are the same. */
    static String groupOf(Pod pod) {
        OwnerReference controller = OwnerReferences.controllerOf(pod);
        if (controller != null) {
            return controller.getUid();
        }
        return pod.getMetadata().getNamespace()
                + (pod.getMetadata().getLabels() == null
                        ? ""
                        : new TreeMap<>(pod.getMetadata().getLabels()).toString());
    }
}
