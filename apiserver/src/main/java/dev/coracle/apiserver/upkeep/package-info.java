/**
 * What the server does to its own objects while it runs, as upstream's loops inside kube-apiserver (v1.36): what every
 * cluster holds and addresses that were deleted by hand are made again, and the record of the day since which old tokens
 * are tracked is kept.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.upkeep.Upkeep}. Everything runs on one thread of its own, which comes
 * with work and ends without, and blocks for its writes.
 */
@NullMarked
package dev.coracle.apiserver.upkeep;

import org.jspecify.annotations.NullMarked;
