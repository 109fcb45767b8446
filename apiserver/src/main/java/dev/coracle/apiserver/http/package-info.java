/**
 * The socket side of the API server: what a request asks for, how its answer is written, and the one place where an
 * exception becomes a {@code Status}. Knows nothing of stored objects.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.http.HttpFront}, then {@link
 * dev.coracle.apiserver.http.Exchange}. An exchange is confined to the event loop of its connection; a handler never
 * blocks it.
 */
@NullMarked
package dev.coracle.apiserver.http;

import org.jspecify.annotations.NullMarked;
