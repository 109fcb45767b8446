package dev.coracle.kubelet.node;

/**
 * What a node is to be.
 *
 * @param roomy whether its capacity is made up, because its pods cost next to nothing
 */
public record NodeSpec(String name, String address, String podCidr, int maxPods, String runtimeName, boolean roomy) {}
