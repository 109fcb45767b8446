/**
 * What a new cluster holds before anybody asks: namespaces, and the Services of the API server and of DNS. Made through
 * the same pipeline as any client's objects, at each start and then every ten seconds, so that what was lost comes back.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.bootstrap.Bootstrap}. Runs on the starting thread, then on the
 * clock's.
 */
@NullMarked
package dev.coracle.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
