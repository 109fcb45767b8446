/**
 * The kinds of flowcontrol.apiserver.k8s.io. They are kept and shown; requests are not held back by them.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.flowcontrol.FlowControlKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.flowcontrol;

import org.jspecify.annotations.NullMarked;
