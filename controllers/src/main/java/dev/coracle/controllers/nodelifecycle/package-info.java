/**
 * Taints nodes by their conditions, so that pods keep off those that cannot run them, and takes the taints away again: also those that a
 * kube-apiserver gives to every new node. Start reading at {@link dev.coracle.controllers.nodelifecycle.ConditionTaints}. What upstream's node
 * lifecycle controller does besides, eviction of pods and nodes that fall silent, is not here.
 */
@NullMarked
package dev.coracle.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
