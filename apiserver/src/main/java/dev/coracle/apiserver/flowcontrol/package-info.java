/**
 * API priority and fairness as far as it goes here: every request is matched against the flow schemas that stand in the
 * store, and its answer names the schema and the priority level. Nothing is queued or refused by it.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.flowcontrol.FlowControl}. Used by every event loop; what the schemas say
 * is read once after each of their changes.
 */
@NullMarked
package dev.coracle.apiserver.flowcontrol;

import org.jspecify.annotations.NullMarked;
