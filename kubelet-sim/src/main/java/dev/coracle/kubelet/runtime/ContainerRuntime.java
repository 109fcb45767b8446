package dev.coracle.kubelet.runtime;

import java.util.Optional;

/**
 * Runs containers. A container is started once and runs until it exits; to restart it is to start another one with the
 * next attempt number. Nothing here knows of restart policies, probes or the API.
 */
public interface ContainerRuntime extends AutoCloseable {
    /** Whether containers are a status only: nobody can reach them, and nothing of them is lost when this process ends. */
    default boolean isSimulated() {
        return false;
    }

    /** Takes whatever the runtime needs before the first container; ends what an earlier run left behind. */
    void start();

    /**
     * Starts a container without waiting for it. What goes wrong shows as an exit, never as an exception. {@code
     * onChange} runs after each change of {@link Container#state}.
     */
    Container start(ContainerConfig config, Runnable onChange);

    /** The log of a container that is or was here; only the latest two attempts are kept. */
    Optional<ContainerLog> log(ContainerKey container);

    /** Forgets a pod whose containers have all exited: its logs go. */
    void removePod(String podUid);

    /** Ends every container, gracefully first, within five seconds. Idempotent. */
    @Override
    void close();
}
