/**
 * Keeps the EndpointSlices of Services with a selector. Start reading at {@link
 * dev.coracle.controllers.endpointslice.EndpointSliceController#reconcile}; {@code SlicePlan} decides what to write so
 * that a change of one pod touches one slice.
 */
@NullMarked
package dev.coracle.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
