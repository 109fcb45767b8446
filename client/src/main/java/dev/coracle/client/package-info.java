/**
 * What a component needs on top of the fabric8 client to be a controller: a work queue, a loop that reconciles keys,
 * informers with indexes, and an event recorder.
 *
 * <p>Start reading at {@link dev.coracle.client.ReconcileLoop}: informers put keys into its queue, its workers take
 * them out and call a {@link dev.coracle.client.Reconciler}. Nothing here is static or shared, so two components in one
 * JVM do not meet.
 */
@NullMarked
package dev.coracle.client;

import org.jspecify.annotations.NullMarked;
