/**
 * What objects use of the quotas of their namespace, read off trees, so that whoever lets them in and whoever counts them
 * come to the same figures. Start reading at {@link dev.coracle.machinery.quota.QuotaEvaluator}. Stateless.
 */
@NullMarked
package dev.coracle.machinery.quota;

import org.jspecify.annotations.NullMarked;
