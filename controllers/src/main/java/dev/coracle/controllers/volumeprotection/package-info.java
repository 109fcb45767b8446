/**
 * Keeps claims that pods use, and volumes that claims hold, from going away: the API server gives each a finalizer, and
 * these controllers take it off once nobody needs the object any more.
 *
 * <p>Start reading at {@link dev.coracle.controllers.volumeprotection.ClaimProtectionController}. Handlers put keys into
 * work queues; all else runs on the controllers' workers.
 */
@NullMarked
package dev.coracle.controllers.volumeprotection;

import org.jspecify.annotations.NullMarked;
