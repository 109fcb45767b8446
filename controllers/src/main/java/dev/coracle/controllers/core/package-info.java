/**
 * What a controller is made of. Start reading at {@link dev.coracle.controllers.core.ControlLoop}: one kind that is
 * reconciled, and with {@link dev.coracle.controllers.core.Owned} the objects it owns, how they are claimed and who is
 * looked at when one changes. {@code Expectations}, {@code Batches}, {@code PodControl} and {@code StatusWriter} are for
 * those that make pods and report; the rest are pure functions and values.
 *
 * <p>Work is done on the workers that all controllers share, each object by one at a time.
 */
@NullMarked
package dev.coracle.controllers.core;

import org.jspecify.annotations.NullMarked;
