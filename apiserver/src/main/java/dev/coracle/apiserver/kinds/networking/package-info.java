/**
 * The kinds of networking.k8s.io: ingresses and their classes, network policies, service blocks and addresses.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.kinds.networking.NetworkingKinds}. Stateless; called from any event loop.
 */
@NullMarked
package dev.coracle.apiserver.kinds.networking;

import org.jspecify.annotations.NullMarked;
