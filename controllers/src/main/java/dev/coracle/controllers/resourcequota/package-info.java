/**
 * Counts what a namespace holds of what its quotas bound, and writes it into their status, from where the API server's
 * admission takes it on. Start reading at {@link dev.coracle.controllers.resourcequota.ResourceQuotaController}; what
 * one kind uses is known to {@link dev.coracle.machinery.quota.QuotaEvaluator}, which admission asks too.
 *
 * <p>Handlers put quotas into the work queue; all else runs on the controller's workers.
 */
@NullMarked
package dev.coracle.controllers.resourcequota;

import org.jspecify.annotations.NullMarked;
