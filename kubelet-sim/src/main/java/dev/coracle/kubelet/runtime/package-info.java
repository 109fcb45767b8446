/**
 * Container runtimes: what starts a pod's containers, stops them and keeps their logs. {@code process} makes one OS
 * process of each container, {@code inline} a listener in this JVM, {@code simulated} nothing but a status.
 *
 * <p>Start reading at {@link dev.coracle.kubelet.runtime.ContainerRuntime}. Any thread may call a runtime or a container;
 * state changes are announced on a thread of the runtime, to a listener that must not block.
 */
@NullMarked
package dev.coracle.kubelet.runtime;

import org.jspecify.annotations.NullMarked;
