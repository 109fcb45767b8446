/**
 * Assigns pods to nodes. Start reading at {@link dev.coracle.controllers.scheduler.Scheduler#reconcile}: one thread
 * decides, one pod after the other, on {@code ClusterState} (what is on each node, bindings still under way included);
 * {@code NodeFilter} says why a node will not do, {@code NodeScore} which of the others is best. Bindings are written by
 * a pool, so a decision never waits for the API server.
 */
@NullMarked
package dev.coracle.controllers.scheduler;

import org.jspecify.annotations.NullMarked;
