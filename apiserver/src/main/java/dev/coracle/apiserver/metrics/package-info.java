/**
 * What the server counts, under the names Kubernetes uses, as {@code /metrics} shows it.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.metrics.ApiMetrics}. One registry per server; meters are safe for use
 * from any thread.
 */
@NullMarked
package dev.coracle.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
