package dev.coracle.controllers.core;

/**
 * One control loop. Its constructor takes the informers it needs from the {@link ControllerContext} and registers its
 * handlers; {@link #start} is called once those informers hold the cluster's state.
 */
public interface Controller extends AutoCloseable {
    void start();

    /** Stops the loop, waiting a bounded time for what is under way. Idempotent, also before {@link #start}. */
    @Override
    void close();
}
