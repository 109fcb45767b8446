package dev.coracle.controlplane;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.RuntimeKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ControlPlane} is told; start from {@link #builder}.
 *
 * @param dataDirectory where RocksDB keeps the objects; null keeps them in memory
 * @param workDirectory where pod processes keep their files; null is a folder below {@code java.io.tmpdir}
 * @param runtime what a pod is
 * @param nodes how many nodes register, named node-1, node-2, ...
 * @param components what runs beside the API server
 * @param addresses the blocks to use; null claims a free 127.x.0.0/16 for as long as the plane runs
 * @param apiPort where the API server listens on 127.0.0.1; 0 is any free port
 * @param dnsPort where DNS listens on 127.0.0.1, UDP and TCP; 0 is any free port
 * @param tunnelPort where programs on this machine get into the cluster by SOCKS5 or HTTP CONNECT, on 127.0.0.1; 0 is any
 *     free port, null none
 * @param clock every wait and timestamp of the plane; null is the machine's, and closing the plane leaves a given one open
 * @param acceptLoss whether a data directory that has lost something is used with what is intact; it is refused otherwise
 * @param allowedHosts names, besides the API server's own and addresses, that requests may call it by and pages may come from
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
        @Nullable Integer tunnelPort,
        @Nullable Clock clock,
        boolean acceptLoss,
        Set<String> allowedHosts,
        @Nullable Long seed) {
    private static final int HIGHEST_PORT = 65_535;

    public ControlPlaneOptions {
        allowedHosts = Set.copyOf(allowedHosts);
        components = components.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(components));
        List<String> problems = new ArrayList<>();
        if (nodes < 0) {
            problems.add("nodes " + nodes + " must not be negative");
        }
        checkPort("apiPort", apiPort, problems);
        checkPort("dnsPort", dnsPort, problems);
        checkPort("tunnelPort", tunnelPort == null ? 0 : tunnelPort, problems);
        if (addresses != null) {
            problems.addAll(addresses.problems(nodes));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** In memory, three nodes, pods inside this JVM, every component, any free port, a block of its own. */
    public static ControlPlaneOptions defaults() {
        return builder().build();
    }

    /** Begins with {@link #defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Begins with these. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.dataDirectory = dataDirectory;
        builder.workDirectory = workDirectory;
        builder.runtime = runtime;
        builder.nodes = nodes;
        builder.components = components;
        builder.addresses = addresses;
        builder.apiPort = apiPort;
        builder.dnsPort = dnsPort;
        builder.tunnelPort = tunnelPort;
        builder.clock = clock;
        builder.acceptLoss = acceptLoss;
        builder.allowedHosts = allowedHosts;
        builder.seed = seed;
        return builder;
    }

    private static void checkPort(String name, int port, List<String> problems) {
        if (port < 0 || port > HIGHEST_PORT) {
            problems.add(name + " " + port + " must be from 0 to " + HIGHEST_PORT);
        }
    }

    /** The settings one by one, each as {@link ControlPlaneOptions} says; confined to one thread. */
    public static final class Builder {
        private @Nullable Path dataDirectory;
        private @Nullable Path workDirectory;
        private RuntimeKind runtime = RuntimeKind.INLINE;
        private int nodes = 3;
        private Set<Component> components = EnumSet.allOf(Component.class);
        private @Nullable Addresses addresses;
        private int apiPort;
        private int dnsPort;
        private @Nullable Integer tunnelPort;
        private @Nullable Clock clock;
        private boolean acceptLoss;
        private Set<String> allowedHosts = Set.of();
        private @Nullable Long seed;

        private Builder() {}

        public Builder dataDirectory(Path value) {
            dataDirectory = value;
            return this;
        }

        public Builder workDirectory(Path value) {
            workDirectory = value;
            return this;
        }

        public Builder runtime(RuntimeKind value) {
            runtime = value;
            return this;
        }

        public Builder nodes(int value) {
            nodes = value;
            return this;
        }

        /** None at all leaves the API server alone. */
        public Builder components(Component... value) {
            components = Set.of(value);
            return this;
        }

        public Builder addresses(Addresses value) {
            addresses = value;
            return this;
        }

        public Builder apiPort(int value) {
            apiPort = value;
            return this;
        }

        public Builder dnsPort(int value) {
            dnsPort = value;
            return this;
        }

        public Builder tunnelPort(int value) {
            tunnelPort = value;
            return this;
        }

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        public Builder acceptLoss(boolean value) {
            acceptLoss = value;
            return this;
        }

        public Builder allowedHosts(Set<String> value) {
            allowedHosts = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException that names everything wrong with them
         */
        public ControlPlaneOptions build() {
            return new ControlPlaneOptions(
                    dataDirectory,
                    workDirectory,
                    runtime,
                    nodes,
                    components,
                    addresses,
                    apiPort,
                    dnsPort,
                    tunnelPort,
                    clock,
                    acceptLoss,
                    allowedHosts,
                    seed);
        }
    }
}
