/**
 * A whole control plane as an object: start it, talk to it, close it. Many run side by side in one JVM and on one
 * machine, because each has its own block of loopback addresses and shares nothing mutable with the others.
 *
 * <p>Start reading at {@link dev.coracle.testing.ControlPlane}; {@link dev.coracle.testing.CoracleTest} puts one behind
 * a JUnit test. The command line starts its planes here too, so tests run what users run.
 */
@NullMarked
package dev.coracle.testing;

import org.jspecify.annotations.NullMarked;
