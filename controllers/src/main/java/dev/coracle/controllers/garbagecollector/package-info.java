/**
 * Deletes what has lost its owners. Start reading at {@link
 * dev.coracle.controllers.garbagecollector.GarbageCollector#attemptToDelete}. {@code OwnerGraph} holds who depends on
 * whom, fed by {@code Monitors} with every kind the server has; {@code Judgement} decides about one object.
 *
 * <p>The graph is only a reason to look: before anything is deleted both the object and its owners are read from the
 * server, by uid.
 */
@NullMarked
package dev.coracle.controllers.garbagecollector;

import org.jspecify.annotations.NullMarked;
