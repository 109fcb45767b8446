package dev.coracle.kubelet.pod;

/** A range of IPv4 addresses. Immutable. */
public record Cidr(int base, int prefix) {
    public Cidr {
        if (prefix < 8 || prefix > 30) {
            throw new IllegalArgumentException("prefix length " + prefix + " must be from 8 to 30");
        }
        if ((base & (size(prefix) - 1)) != 0) {
            throw new IllegalArgumentException(format(base) + "/" + prefix + " has bits set beyond its prefix");
        }
    }

    /**
     * Reads {@code address/prefix length}.
     *
     * @throws IllegalArgumentException if it is not an IPv4 range such as {@code 127.244.0.0/16}
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        try {
            return new Cidr(number(text.substring(0, Math.max(0, slash))), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an IPv4 range such as 127.244.0.0/16", malformed);
        }
    }

    private static int number(String address) {
        String[] parts = address.split("\\.", -1);
        int number = 0;
        for (String part : parts) {
            int octet = Integer.parseInt(part);
            if (parts.length != 4 || octet < 0 || octet > 255) {
                throw new NumberFormatException(address);
            }
            number = number << 8 | octet;
        }
        return number;
    }

    private static int size(int prefix) {
        return 1 << (32 - prefix);
    }

    public int size() {
        return size(prefix);
    }

    public String address(int index) {
        return format(base + index);
    }

    public boolean contains(String address) {
        try {
            return (number(address) & -size()) == base;
        } catch (NumberFormatException notIpv4) {
            return false;
        }
    }

    /** The range of that prefix length at that position within this one. */
    public Cidr part(int partPrefix, int index) {
        if (partPrefix < prefix || index >= 1 << (partPrefix - prefix)) {
            throw new IllegalArgumentException(this + " has no /" + partPrefix + " number " + index);
        }
        return new Cidr(base + index * size(partPrefix), partPrefix);
    }

    private static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    @Override
    public String toString() {
        return format(base) + "/" + prefix;
    }
}
