package dev.coracle.controllers.loadbalancer;

import java.util.Set;

/** The IPv4 addresses of a CIDR, less its first and last. Immutable. */
final class AddressPool {
    private static final int BITS = 32;
    private static final int OCTETS = 4;

    private final String cidr;
    private final long first;
    private final long last;

    /** @throws IllegalArgumentException if it is not an IPv4 CIDR with room for an address */
    AddressPool(String cidr) {
        this.cidr = cidr;
        if (!cidr.matches("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}")) {
            throw new IllegalArgumentException("load balancer CIDR \"" + cidr + "\" is not an IPv4 CIDR");
        }
        String[] parts = cidr.split("/", -1);
        int prefix = Integer.parseInt(parts[1]);
        if (prefix > BITS - 2) {
            throw new IllegalArgumentException("load balancer CIDR \"" + cidr + "\" has no room for an address");
        }
        long size = 1L << (BITS - prefix);
        long network = parse(parts[0]) / size * size;
        first = network + 1;
        last = network + size - 2;
    }

    private static long parse(String address) {
        long value = 0;
        for (String octet : address.split("\\.", -1)) {
            int number = Integer.parseInt(octet);
            if (number > 255) {
                throw new IllegalArgumentException("\"" + address + "\" is not an IPv4 address");
            }
            value = (value << 8) | number;
        }
        return value;
    }

    private static String format(long address) {
        StringBuilder text = new StringBuilder();
        for (int i = OCTETS - 1; i >= 0; i--) {
            text.append((address >> (8 * i)) & 0xff).append(i == 0 ? "" : ".");
        }
        return text.toString();
    }

    boolean contains(String address) {
        if (!address.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
            return false;
        }
        long value = parse(address);
        return first <= value && value <= last;
    }

    /** @throws IllegalStateException if all are taken */
    String firstFree(Set<String> taken) {
        for (long address = first; address <= last; address++) {
            String candidate = format(address);
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
