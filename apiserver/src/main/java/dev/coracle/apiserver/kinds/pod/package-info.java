/**
 * Pods and pod templates: defaults, validation, binding, columns. One class per concern of a pod's spec.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.pod.PodStrategy}; workloads use {@link
 * dev.coracle.apiserver.kinds.pod.PodTemplates}. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.pod;

import org.jspecify.annotations.NullMarked;
