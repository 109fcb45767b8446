package dev.coracle.kubelet.runtime;

import java.time.Duration;

/** One run of a container. Safe for use from any thread. */
public interface Container {
    ContainerConfig config();

    ContainerState state();

    /**
     * Asks it to end (SIGTERM) and ends it (SIGKILL) when the grace period is over; zero ends it at once. A later call
     * can only shorten the time. Returns at once.
     */
    void stop(Duration grace);
}
