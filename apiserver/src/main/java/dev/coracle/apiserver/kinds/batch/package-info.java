/**
 * The kinds of group {@code batch}: Job and CronJob.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.batch.JobStrategy}. Stateless.
 */
@NullMarked
package dev.coracle.apiserver.kinds.batch;

import org.jspecify.annotations.NullMarked;
