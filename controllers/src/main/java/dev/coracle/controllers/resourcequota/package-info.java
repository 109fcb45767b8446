/**
 * Counts what a namespace holds of what its quotas bound, and writes it into their status, from where the API server's
 * admission takes it on. Start reading at {@link dev.coracle.controllers.resourcequota.ResourceQuotaController}; an
 * {@code Evaluator} knows what one kind uses.
 *
 * <p>Handlers put quotas into the work queue; all else runs on the controller's workers.
 */
@NullMarked
package dev.coracle.controllers.resourcequota;

import org.jspecify.annotations.NullMarked;
