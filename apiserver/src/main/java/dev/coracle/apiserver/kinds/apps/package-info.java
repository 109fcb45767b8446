/**
 * The apps group: Deployment and ReplicaSet.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.apps.DeploymentStrategy}. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.apps;

import org.jspecify.annotations.NullMarked;
