/**
 * The kinds a cluster consists of besides workloads: Namespace, Node, Event, Lease, RuntimeClass.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.cluster.ClusterKinds}. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.cluster;

import org.jspecify.annotations.NullMarked;
