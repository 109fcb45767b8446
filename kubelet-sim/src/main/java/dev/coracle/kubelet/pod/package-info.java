/**
 * What a kubelet does with one pod: start its containers in order, restart them with back-off, probe them, report their
 * status, and take them down.
 *
 * <p>Start reading at {@link dev.coracle.kubelet.pod.PodWorker}: level-triggered, one per pod, woken by whatever may
 * have changed and run by a shared pool, never twice at once. The API stands behind {@link
 * dev.coracle.kubelet.pod.PodApi}, so all of it is tested without a server.
 */
@NullMarked
package dev.coracle.kubelet.pod;

import org.jspecify.annotations.NullMarked;
