package dev.coracle.apiserver.customresources.cel;

import dev.coracle.apiserver.customresources.values.Addresses;

/** An address with a prefix, in CIDR notation. */
record IpRange(IpAddress address, int bits) {
    static boolean isRange(String text) {
        return Addresses.isCidr(text) && IpAddress.isAddress(text.substring(0, text.indexOf('/')));
    }

    static IpRange parse(String text) {
        if (!Addresses.isCidr(text)) {
            throw new IllegalArgumentException(
                    "network address parse error during conversion from string: network address parse error during "
                            + "conversion from string: netip.ParsePrefix(\"" + text + "\"): no '/'");
        }
        int slash = text.indexOf('/');
        return new IpRange(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    IpRange masked() {
        return new IpRange(address.masked(bits), bits);
    }

    boolean contains(IpAddress other) {
        return other.bits() == address.bits() && other.masked(bits).equals(address.masked(bits));
    }

    boolean contains(IpRange other) {
        return bits <= other.bits && contains(other.address);
    }

    @Override
    public String toString() {
        return address + "/" + bits;
    }
}
