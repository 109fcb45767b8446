/**
 * The verbs, one class each, serving every kind alike; and the subresources that Kubernetes gives a verb of their own.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.verbs.Dispatcher}, then {@code Create} for a write and {@code
 * ListObjects} and {@code WatchObjects} for the reads. Verbs are stateless and run on the event loop of the request.
 */
@NullMarked
package dev.coracle.apiserver.verbs;

import org.jspecify.annotations.NullMarked;
