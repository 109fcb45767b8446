/**
 * The horizontal pod autoscaler, stored as autoscaling/v2.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.autoscaling.AutoscalingKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.autoscaling;

import org.jspecify.annotations.NullMarked;
