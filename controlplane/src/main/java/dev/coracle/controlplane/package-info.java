/**
 * What composes a control plane: an API server with its store and, beside it, controllers, nodes, proxy and DNS as its
 * clients. A plane is an object: start it, talk to it, close it. Many run side by side in one JVM and on one machine,
 * because each has its own block of loopback addresses and shares nothing mutable with the others.
 *
 * <p>Start reading at {@link dev.coracle.controlplane.ControlPlane}; {@code Components} builds the parts out of {@link
 * dev.coracle.controlplane.ControlPlaneOptions}. The command line and the JUnit extension start their planes here, so tests
 * run what users run. No other module sees the API server's or the store's classes.
 */
@NullMarked
package dev.coracle.controlplane;

import org.jspecify.annotations.NullMarked;
