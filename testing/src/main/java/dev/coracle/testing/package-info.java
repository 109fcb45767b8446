/**
 * Puts a control plane behind a JUnit test: {@link dev.coracle.testing.CoracleTest} on a class, or {@link
 * dev.coracle.testing.ControlPlaneExtension} on a field where the plane wants options of its own.
 *
 * <p>Start reading at the extension. A plane starts with the first parameter that asks for it, on the thread of that test,
 * and is safe for tests that run in parallel.
 */
@NullMarked
package dev.coracle.testing;

import org.jspecify.annotations.NullMarked;
