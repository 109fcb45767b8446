package dev.coracle.kubelet;

import dev.coracle.machinery.net.IpBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the fake nodes are set up. Defaults are those of {@link #defaults}.
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

    /** Three nodes of 110 pods, each container a process. */
    public static KubeletOptions defaults(Path dataDir) {
        return new KubeletOptions(
                dataDir, 3, 1, RuntimeKind.PROCESS, "127.244.0.0/16", "127.0.1.0/24", 0, 10250, false);
    }

    public KubeletOptions withNodes(int first, int count) {
        return new KubeletOptions(dataDir, count, first, runtime, podCidr, nodeCidr, maxPods, port, allowHostCommands);
    }

    public KubeletOptions withRuntime(RuntimeKind kind) {
        return new KubeletOptions(dataDir, nodes, firstNode, kind, podCidr, nodeCidr, maxPods, port, allowHostCommands);
    }

    public KubeletOptions withCidrs(String pods, String nodeAddresses) {
        return new KubeletOptions(
                dataDir, nodes, firstNode, runtime, pods, nodeAddresses, maxPods, port, allowHostCommands);
    }

    public KubeletOptions withPort(int kubeletPort) {
        return new KubeletOptions(
                dataDir, nodes, firstNode, runtime, podCidr, nodeCidr, maxPods, kubeletPort, allowHostCommands);
    }

    public KubeletOptions withMaxPods(int podsPerNode) {
        return new KubeletOptions(
                dataDir, nodes, firstNode, runtime, podCidr, nodeCidr, podsPerNode, port, allowHostCommands);
    }

    public KubeletOptions withHostCommands(boolean allowed) {
        return new KubeletOptions(dataDir, nodes, firstNode, runtime, podCidr, nodeCidr, maxPods, port, allowed);
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
}
