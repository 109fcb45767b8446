/**
 * Bounds on what a namespace may hold: ResourceQuota and LimitRange, and the LimitRanger admission plugin.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.quota.LimitRanger}. Stateless. Quotas are validated and stored;
 * usage is not counted against them.
 */
@NullMarked
package dev.coracle.apiserver.kinds.quota;

import org.jspecify.annotations.NullMarked;
