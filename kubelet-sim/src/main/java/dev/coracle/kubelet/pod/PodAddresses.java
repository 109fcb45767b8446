package dev.coracle.kubelet.pod;

import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of one node's pods, out of its pod CIDR. An address that was given back waits behind all others, so that
 * whoever still remembers it does not reach a stranger. The first two and the last are left alone, as networks do.
 * Guarded by its own monitor.
 */
public final class PodAddresses {
    private final IpBlock cidr;
    private final ArrayDeque<String> released = new ArrayDeque<>();
    private final Map<String, String> ownerOf = new HashMap<>();
    private int nextFresh = 2;

    public PodAddresses(IpBlock cidr) {
        this.cidr = cidr;
    }

    /** The same address for the same pod, however often it asks; empty when all are taken. */
    synchronized Optional<String> allocate(String podUid) {
        while (nextFresh < cidr.size() - 1) {
            String fresh = cidr.address(nextFresh++).toString();
            if (ownerOf.putIfAbsent(fresh, podUid) == null) {
                return Optional.of(fresh);
            }
        }
        while (!released.isEmpty()) {
            String used = released.removeFirst();
            if (ownerOf.putIfAbsent(used, podUid) == null) {
                return Optional.of(used);
            }
        }
        return Optional.empty();
    }

    /** Takes an address that the pod already has; false if another pod has it or it is not of this node. */
    synchronized boolean claim(String address, String podUid) {
        boolean here = IpAddress.find(address).filter(cidr::contains).isPresent();
        String owner = here ? ownerOf.putIfAbsent(address, podUid) : "nobody of this node";
        return owner == null || owner.equals(podUid);
    }

    synchronized void release(String address, String podUid) {
        if (ownerOf.remove(address, podUid)) {
            released.addLast(address);
        }
    }

    String range() {
        return cidr.address(2) + "-" + cidr.address(cidr.size() - 2);
    }
}
