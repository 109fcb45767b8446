package dev.coracle.controllers.loadbalancer;

import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;
import java.util.Set;

/** The IPv4 addresses of a CIDR, less its first and last. Immutable. */
final class AddressPool {
    private static final int LEAST_WITH_ROOM = 4;

    private final String cidr;
    private final IpBlock block;

    /** @throws IllegalArgumentException if it is not an IPv4 CIDR with room for an address */
    AddressPool(String cidr) {
        this.cidr = cidr;
        block = IpBlock.find(cidr)
                .filter(found -> found.address().isIpv4())
                .orElseThrow(
                        () -> new IllegalArgumentException("load balancer CIDR \"" + cidr + "\" is not an IPv4 CIDR"));
        if (block.size() < LEAST_WITH_ROOM) {
            throw new IllegalArgumentException("load balancer CIDR \"" + cidr + "\" has no room for an address");
        }
    }

    boolean contains(String address) {
        return IpAddress.find(address)
                .filter(found -> block.contains(found) && !found.equals(block.first()) && !found.equals(block.last()))
                .isPresent();
    }

    /** @throws IllegalStateException if all are taken */
    String firstFree(Set<String> taken) {
        for (long i = 1; i < block.size() - 1; i++) {
            String candidate = block.address(i).toString();
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("no address left in " + cidr);
    }

    @Override
    public String toString() {
        return cidr;
    }
}
