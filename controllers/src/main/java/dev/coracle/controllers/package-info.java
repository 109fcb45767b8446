/**
 * The control loops that make a cluster live, and the scheduler: each in its own package, each of them only a client of
 * the API. Start reading at {@link dev.coracle.controllers.ControllerManager}, then at the one you are curious about;
 * {@code nodelifecycle} is the shortest complete example, {@code replicaset} one that owns objects of another kind.
 *
 * <p>Informers run handlers on threads of the client; handlers only put keys into work queues. Everything else happens
 * on one pool of workers that all controllers share.
 */
@NullMarked
package dev.coracle.controllers;

import org.jspecify.annotations.NullMarked;
