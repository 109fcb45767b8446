/**
 * Keeps as many pods alive as a ReplicaSet asks for. Start reading at {@link
 * dev.coracle.controllers.replicaset.ReplicaSetController#reconcile}; {@code Expectations} explains why a controller
 * that reads from a cache does not create twice, {@code DeletionRank} which pod goes first.
 */
@NullMarked
package dev.coracle.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
