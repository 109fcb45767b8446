package dev.coracle.kubelet.runtime;

import dev.coracle.kubelet.container.ContainerIdentity;
import dev.coracle.kubelet.container.SiteFaults;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param id 64 hex digits, unique
 * @param command a command to run on this machine; empty for the fake container
 * @param runToCompletion the fake container ends at once with code 0, as an init container does
 */
public record ContainerConfig(
        String id,
        ContainerKey key,
        ContainerIdentity identity,
        List<Integer> ports,
        List<String> command,
        Map<String, String> environment,
        boolean runToCompletion,
        SiteFaults faults) {

    public ContainerConfig {
        ports = List.copyOf(ports);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
