/**
 * The one source of time. Every wait, timeout, timestamp and schedule in every module goes through a {@link
 * dev.coracle.clock.Clock}, so a test can own time: {@link dev.coracle.clock.ManualClock#advance} fires what is due, in
 * order, at once.
 *
 * <p>Start reading at {@link dev.coracle.clock.Clock}. No call here blocks except {@link
 * dev.coracle.clock.Clock#sleep}.
 */
@NullMarked
package dev.coracle.clock;

import org.jspecify.annotations.NullMarked;
