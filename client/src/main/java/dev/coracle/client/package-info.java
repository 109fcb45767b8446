/**
 * What a component needs on top of the fabric8 client to be a controller: a work queue, a loop that reconciles keys,
 * informers with indexes, and an event recorder.
 *
 * <p>Start reading at {@link dev.coracle.client.ReconcileLoop}: informers put keys into its queue, workers take them
 * out and call a {@link dev.coracle.client.Reconciler}. What the components of one plane share they are given: the threads
 * of a {@link dev.coracle.client.WorkerPool}, the connections of a {@link dev.coracle.client.ClientFactory}, the writer of an
 * {@link dev.coracle.client.EventBroadcaster}. Nothing here is static, so two planes in one JVM do not meet.
 */
@NullMarked
package dev.coracle.client;

import org.jspecify.annotations.NullMarked;
