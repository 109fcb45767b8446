/**
 * The kinds of policy/v1: disruption budgets.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.policy.PolicyKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.policy;

import org.jspecify.annotations.NullMarked;
