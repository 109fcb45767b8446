/**
 * The kinds of scheduling.k8s.io: priority classes.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.scheduling.SchedulingKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.scheduling;

import org.jspecify.annotations.NullMarked;
