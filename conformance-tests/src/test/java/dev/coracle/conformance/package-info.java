/**
 * Drives Coracle from outside, as its users do: real kubectl, curl and dig, as processes with a time limit, against the
 * real launcher. A class per point of the story; what does not need the launcher uses an in-process control plane.
 *
 * <p>Start reading at {@link dev.coracle.conformance.Cluster}, a running {@code coracle up}, and {@link
 * dev.coracle.conformance.Launched}, which shares one between test classes.
 */
@NullMarked
package dev.coracle.conformance;

import org.jspecify.annotations.NullMarked;
