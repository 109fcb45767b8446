/**
 * The Kubernetes API over a store: one class to start and stop.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.ApiServer}. The road of a request: {@code http} (socket, what is
 * asked), {@code verbs} (one class per verb), {@code registry} (the write pipeline), {@code cache} (the read path).
 * Requests run on the event loops of the server's own Vert.x; commits on the store's writer thread.
 */
@NullMarked
package dev.coracle.apiserver;

import org.jspecify.annotations.NullMarked;
