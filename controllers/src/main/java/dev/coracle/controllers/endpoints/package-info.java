/**
 * Keeps the v1 Endpoints of Services with a selector. Start reading at {@link
 * dev.coracle.controllers.endpoints.EndpointsController#reconcile}. {@code ServiceTargets} says which pods stand behind a
 * Service, at which ports; the endpointslice controller asks it too.
 */
@NullMarked
package dev.coracle.controllers.endpoints;

import org.jspecify.annotations.NullMarked;
