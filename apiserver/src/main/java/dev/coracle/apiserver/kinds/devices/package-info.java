/**
 * The kinds of resource.k8s.io: devices and claims for them.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.devices.DeviceKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.devices;

import org.jspecify.annotations.NullMarked;
