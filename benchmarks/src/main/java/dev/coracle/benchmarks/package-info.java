/**
 * The load harnesses behind every speed claim. {@code ./coracle bench} runs them all, {@code ./coracle bench NAME ...}
 * some; each prints what it measured and, where a peer is installed, the ratio to it in the same sitting.
 *
 * <p>Start reading at {@link dev.coracle.benchmarks.Bench}. All traffic stays on the loopback range and every loop is
 * bounded in time and count.
 */
@NullMarked
package dev.coracle.benchmarks;

import org.jspecify.annotations.NullMarked;
