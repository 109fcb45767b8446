package dev.coracle.kubelet.node;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * What a node is to be.
 *
 * @param roomy whether its capacity is made up, because its pods cost next to nothing
 */
public record NodeSpec(String name, String address, String podCidr, int maxPods, String runtimeName, boolean roomy) {
    /** All of it can be given to pods. */
    public Map<String, Quantity> capacity() {
        return NodeObjects.capacity(roomy, maxPods);
    }
}
