/**
 * Bounds on what a namespace may hold: ResourceQuota and LimitRange, and the admission plugins that hold writers to them.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.quota.LimitRanger} and {@link
 * dev.coracle.apiserver.kinds.quota.ResourceQuota}; {@link
 * dev.coracle.machinery.quota.QuotaEvaluator} knows what one kind uses of a quota. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.quota;

import org.jspecify.annotations.NullMarked;
