/**
 * Moves Deployments from the pods they have to the pods they ask for, one ReplicaSet per pod template. Start reading at
 * {@link dev.coracle.controllers.deployment.DeploymentController#reconcile}; what it decides is in pure functions:
 * {@code RolloutPlan} (which ReplicaSet gets how many replicas), {@code Revisions} (annotations) and {@code
 * DeploymentStatuses} (counts and conditions). Behaviour, reasons and messages are those of kube-controller-manager
 * v1.36.
 */
@NullMarked
package dev.coracle.controllers.deployment;

import org.jspecify.annotations.NullMarked;
