package dev.coracle.testing;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.RuntimeKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ControlPlane} is told; start from {@link #defaults}.
 *
 * @param dataDirectory where RocksDB keeps the objects; null keeps them in memory
 * @param workDirectory where pod processes keep their files; null is a folder below {@code java.io.tmpdir}
 * @param runtime what a pod is
 * @param nodes how many nodes register, named node-1, node-2, ...
 * @param components what runs beside the API server
 * @param addresses the blocks to use; null claims a free 127.x.0.0/16 for as long as the plane runs
 * @param apiPort where the API server listens on 127.0.0.1; 0 is any free port
 * @param dnsPort where DNS listens on 127.0.0.1, UDP and TCP; 0 is any free port
 * @param clock every wait and timestamp of the plane; null is the machine's, and closing the plane leaves a given one open
 * @param acceptLoss whether a data directory that has lost something is used with what is intact; it is refused otherwise
 * @param seed of uids and generated names; null is different each time, as it must be on a directory used before
 */
public record ControlPlaneOptions(
        @Nullable Path dataDirectory,
        @Nullable Path workDirectory,
        RuntimeKind runtime,
        int nodes,
        Set<Component> components,
        @Nullable Addresses addresses,
        int apiPort,
        int dnsPort,
        @Nullable Clock clock,
        boolean acceptLoss,
        @Nullable Long seed) {
    private static final int HIGHEST_PORT = 65_535;

    public ControlPlaneOptions {
        components = components.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(components));
        List<String> problems = new ArrayList<>();
        if (nodes < 0) {
            problems.add("nodes " + nodes + " must not be negative");
        }
        checkPort("apiPort", apiPort, problems);
        checkPort("dnsPort", dnsPort, problems);
        if (addresses != null) {
            problems.addAll(addresses.problems(nodes));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** In memory, three nodes, pods inside this JVM, every component, any free port, a block of its own. */
    public static ControlPlaneOptions defaults() {
        return new ControlPlaneOptions(
                null, null, RuntimeKind.INLINE, 3, EnumSet.allOf(Component.class), null, 0, 0, null, false, null);
    }

    public ControlPlaneOptions withDataDirectory(Path value) {
        return new ControlPlaneOptions(
                value, workDirectory, runtime, nodes, components, addresses, apiPort, dnsPort, clock, acceptLoss, seed);
    }

    public ControlPlaneOptions withWorkDirectory(Path value) {
        return new ControlPlaneOptions(
                dataDirectory, value, runtime, nodes, components, addresses, apiPort, dnsPort, clock, acceptLoss, seed);
    }

    public ControlPlaneOptions withRuntime(RuntimeKind value) {
        return new ControlPlaneOptions(
                dataDirectory,
                workDirectory,
                value,
                nodes,
                components,
                addresses,
                apiPort,
                dnsPort,
                clock,
                acceptLoss,
                seed);
    }

    public ControlPlaneOptions withNodes(int value) {
        return new ControlPlaneOptions(
                dataDirectory,
                workDirectory,
                runtime,
                value,
                components,
                addresses,
                apiPort,
                dnsPort,
                clock,
                acceptLoss,
                seed);
    }

    public ControlPlaneOptions withComponents(Component... value) {
        return new ControlPlaneOptions(
                dataDirectory,
                workDirectory,
                runtime,
                nodes,
                Set.of(value),
                addresses,
                apiPort,
                dnsPort,
                clock,
                acceptLoss,
                seed);
    }

    public ControlPlaneOptions withAddresses(Addresses value) {
        return new ControlPlaneOptions(
                dataDirectory,
                workDirectory,
                runtime,
                nodes,
                components,
                value,
                apiPort,
                dnsPort,
                clock,
                acceptLoss,
                seed);
    }

    public ControlPlaneOptions withPorts(int api, int dns) {
        return new ControlPlaneOptions(
                dataDirectory, workDirectory, runtime, nodes, components, addresses, api, dns, clock, acceptLoss, seed);
    }

    public ControlPlaneOptions withClock(Clock value) {
        return new ControlPlaneOptions(
                dataDirectory,
                workDirectory,
                runtime,
                nodes,
                components,
                addresses,
                apiPort,
                dnsPort,
                value,
                acceptLoss,
                seed);
    }

    public ControlPlaneOptions withAcceptLoss(boolean value) {
        return new ControlPlaneOptions(
                dataDirectory,
                workDirectory,
                runtime,
                nodes,
                components,
                addresses,
                apiPort,
                dnsPort,
                clock,
                value,
                seed);
    }

    public ControlPlaneOptions withSeed(long value) {
        return new ControlPlaneOptions(
                dataDirectory,
                workDirectory,
                runtime,
                nodes,
                components,
                addresses,
                apiPort,
                dnsPort,
                clock,
                acceptLoss,
                value);
    }

    private static void checkPort(String name, int port, List<String> problems) {
        if (port < 0 || port > HIGHEST_PORT) {
            problems.add(name + " " + port + " must be from 0 to " + HIGHEST_PORT);
        }
    }
}
