/**
 * Fake nodes that run real pods. {@link dev.coracle.kubelet.FakeNodes} is the component and {@link
 * dev.coracle.kubelet.KubeletOptions} its options; below it, {@code node} keeps the Node objects and serves the kubelet's
 * API, {@code pod} drives each pod, {@code probe} asks containers how they are, {@code runtime} runs them, and {@code
 * container} is what runs.
 *
 * <p>Start reading at FakeNodes. Speaks only the Kubernetes API, so it works against any cluster.
 */
@NullMarked
package dev.coracle.kubelet;

import org.jspecify.annotations.NullMarked;
