package dev.coracle.kubelet.pod;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.PodSockets;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of one node share.
 *
 * @param workers runs the pods' workers; they may block on the API
 * @param probes runs probes and hooks; they may block for their timeout
 */
public record NodeContext(
        PodApi api,
        Clock clock,
        Executor workers,
        Executor probes,
        Runtimes runtimes,
        Images images,
        PodAddresses addresses,
        PodSockets sockets,
        NodeRoom room,
        String hostIp,
        boolean allowHostCommands,
        RandomGenerator random) {

    /** The runtimes by the handler a pod's RuntimeClass gives. */
    public interface Runtimes {
        /** Null if there is none of that name; a null name asks for the default. */
        @Nullable
        ContainerRuntime byName(@Nullable String handler);
    }

    /** 64 hex digits, as container ids have. */
    String newContainerId() {
        StringBuilder id = new StringBuilder(64);
        for (int i = 0; i < 4; i++) {
            String hex = Long.toHexString(random.nextLong());
            id.append("0".repeat(16 - hex.length())).append(hex);
        }
        return id.toString();
    }
}
