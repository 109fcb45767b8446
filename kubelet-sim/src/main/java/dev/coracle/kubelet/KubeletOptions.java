package dev.coracle.kubelet;

import dev.coracle.machinery.net.IpBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the fake nodes are set up. Start from {@link #builder}, which has the defaults.
 *
 * @param firstNode number of the first node; with {@code nodes} this lets several processes share a cluster
 * @param maxPods pods per node; 0 for the runtime's own figure
 * @param port where each node serves its API; 0 for any free port
 * @param allowHostCommands whether a container's command runs on this machine, with the rights of this process
 */
public record KubeletOptions(
        Path dataDir,
        int nodes,
        int firstNode,
        RuntimeKind runtime,
        String podCidr,
        String nodeCidr,
        int maxPods,
        int port,
        boolean allowHostCommands) {

    private static final int LARGEST_DEFAULT_NODE_PREFIX = 24;

    /** Reports everything that is wrong at once. */
    public KubeletOptions {
        List<String> wrong = new ArrayList<>();
        if (nodes < 1) {
            wrong.add("nodes must be at least 1, not " + nodes);
        }
        if (firstNode < 1) {
            wrong.add("firstNode must be at least 1, not " + firstNode);
        }
        if (maxPods < 0) {
            wrong.add("maxPods must not be negative, but is " + maxPods);
        }
        if (port < 0 || port > 65535) {
            wrong.add("port must be from 0 to 65535, not " + port);
        }
        int last = firstNode + nodes - 1;
        checkRange(wrong, "podCidr", podCidr, () -> podRange(podCidr, runtime, maxPods, last - 1));
        checkRange(wrong, "nodeCidr", nodeCidr, () -> {
            IpBlock range = range(nodeCidr);
            if (last + 1 >= range.size()) {
                throw new IllegalArgumentException("it has no address for node-" + last);
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private static void checkRange(List<String> wrong, String name, String value, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException bad) {
            wrong.add(name + " " + value + ": " + bad.getMessage());
        }
    }

    /** Begins with three nodes of 110 pods, each container a process, whose files lie in {@code dataDir}. */
    public static Builder builder(Path dataDir) {
        return new Builder(dataDir);
    }

    String nodeName(int index) {
        return "node-" + (firstNode + index);
    }

    String nodeAddress(int index) {
        return range(nodeCidr).address(firstNode + index).toString();
    }

    IpBlock podRange(int index) {
        return podRange(podCidr, runtime, maxPods, firstNode - 1 + index);
    }

    int podsPerNode() {
        return podsPerNode(runtime, maxPods);
    }

    private static int podsPerNode(RuntimeKind runtime, int maxPods) {
        if (maxPods > 0) {
            return maxPods;
        }
        return switch (runtime) {
            case PROCESS -> 110; // the kubelet's own default
            case INLINE -> 250; // what a /24 holds
            case SIMULATED -> 5000;
        };
    }

    private static IpBlock range(String text) {
        IpBlock range = IpBlock.find(text)
                .filter(found -> found.address().isIpv4())
                .orElseThrow(() ->
                        new IllegalArgumentException("\"" + text + "\" is not an IPv4 range such as 127.244.0.0/16"));
        if (range.prefixLength() < 8 || range.prefixLength() > 30) {
            throw new IllegalArgumentException("prefix length " + range.prefixLength() + " must be from 8 to 30");
        }
        if (!range.isMasked()) {
            throw new IllegalArgumentException(range + " has bits set beyond its prefix");
        }
        return range;
    }

    /** A /24 where that is enough, as controller managers give out; else the next size that is. */
    private static IpBlock podRange(String podCidr, RuntimeKind runtime, int maxPods, int index) {
        int needed = podsPerNode(runtime, maxPods) + 3;
        int prefix = Math.min(LARGEST_DEFAULT_NODE_PREFIX, Integer.numberOfLeadingZeros(needed - 1));
        return range(podCidr).part(prefix, index);
    }

    /** The settings one by one, each as {@link KubeletOptions} says; confined to one thread. */
    public static final class Builder {
        private final Path dataDir;
        private int nodes = 3;
        private int firstNode = 1;
        private RuntimeKind runtime = RuntimeKind.PROCESS;
        private String podCidr = "127.244.0.0/16";
        private String nodeCidr = "127.0.1.0/24";
        private int maxPods;
        private int port = 10_250;
        private boolean allowHostCommands;

        private Builder(Path dataDir) {
            this.dataDir = dataDir;
        }

        public Builder nodes(int value) {
            nodes = value;
            return this;
        }

        public Builder firstNode(int value) {
            firstNode = value;
            return this;
        }

        public Builder runtime(RuntimeKind value) {
            runtime = value;
            return this;
        }

        public Builder podCidr(String value) {
            podCidr = value;
            return this;
        }

        public Builder nodeCidr(String value) {
            nodeCidr = value;
            return this;
        }

        public Builder maxPods(int value) {
            maxPods = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder allowHostCommands(boolean value) {
            allowHostCommands = value;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException that names everything wrong with them
         */
        public KubeletOptions build() {
            return new KubeletOptions(
                    dataDir, nodes, firstNode, runtime, podCidr, nodeCidr, maxPods, port, allowHostCommands);
        }
    }
}
