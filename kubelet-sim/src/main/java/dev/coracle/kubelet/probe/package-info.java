/**
 * Probes: what asks a container how it is (HTTP, TCP, a command), how often, and how many answers it takes to believe
 * them.
 *
 * <p>Start reading at {@link dev.coracle.kubelet.probe.ContainerProbes}. Actions block and run on the pool the probes
 * are given; results can be read from any thread, and a listener that must not block hears of changes.
 */
@NullMarked
package dev.coracle.kubelet.probe;

import org.jspecify.annotations.NullMarked;
