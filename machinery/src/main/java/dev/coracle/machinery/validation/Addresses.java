package dev.coracle.machinery.validation;

import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;
import java.util.List;
import java.util.Optional;

/** What fields that hold IP addresses and blocks must be. */
public final class Addresses {
    private static final int IPV4_BITS = 32;
    private static final int MAPPED_PREFIX = 96;

    private Addresses() {}

    public static void ip(Field field) {
        report(problemWithIp(field.text()), field);
    }

    public static void cidr(Field field) {
        report(problemWithCidr(field.text()), field);
    }

    /** An address in the one notation that is written for it. */
    public static List<String> canonicalIp(String text) {
        String problem = problemWithIp(text);
        return problem.isEmpty()
                ? problemWithNotation(text, IpAddress.parse(text).toString())
                : List.of(problem);
    }

    /** A block in the one notation that is written for it. */
    public static void canonicalCidr(Field field) {
        String text = field.text();
        String problem = problemWithCidr(text);
        List<String> problems = problem.isEmpty()
                ? problemWithNotation(text, IpBlock.parse(text).toString())
                : List.of(problem);
        problems.forEach(each -> report(each, field));
    }

    /** An address with the length of its network's prefix. */
    public static void interfaceAddress(Field field) {
        String text = field.text();
        Optional<IpBlock> read = IpBlock.findSloppy(text);
        if (read.isEmpty()) {
            report("must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)", field);
            return;
        }
        IpAddress address = read.get().address();
        int length = read.get().prefixLength();
        if (address.isMapped() && length > IPV4_BITS) {
            length -= MAPPED_PREFIX;
        }
        problemWithNotation(text, address.unmapped() + "/" + length).forEach(each -> report(each, field));
    }

    /**
     * An address a proxy may send traffic to. Upstream refuses loopback here as well; Coracle's pods live in
     * 127.0.0.0/8, so loopback is taken.
     */
    public static void notSpecial(Field field) {
        String text = field.text();
        Optional<IpAddress> address = IpAddress.findSloppy(text);
        if (address.isEmpty()) {
            report("must be a valid IP address", field);
            return;
        }
        if (address.get().isUnspecified()) {
            report("may not be unspecified (" + text + ")", field);
        }
        if (address.get().isLinkLocalUnicast()) {
            report("may not be in the link-local range (169.254.0.0/16, fe80::/10)", field);
        }
        if (address.get().isLinkLocalMulticast()) {
            report("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)", field);
        }
    }

    public static boolean isBlock(String text) {
        return IpBlock.find(text).isPresent();
    }

    /** Whether a block is a part of another and not all of it. */
    public static boolean isStrictlyWithin(String inner, String outer) {
        Optional<IpBlock> small = IpBlock.find(inner);
        Optional<IpBlock> large = IpBlock.find(outer);
        return small.isPresent()
                && large.isPresent()
                && small.get().prefixLength() > large.get().prefixLength()
                && large.get().contains(small.get());
    }

    public static boolean isIp(String text) {
        return IpAddress.find(text).isPresent();
    }

    public static boolean isIpv4(String text) {
        return IpAddress.find(text).filter(IpAddress::isIpv4).isPresent();
    }

    private static void report(String problem, Field field) {
        if (!problem.isEmpty()) {
            field.invalid(field.text(), problem);
        }
    }

    private static String problemWithIp(String text) {
        if (IpAddress.findSloppy(text).isEmpty()) {
            return "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        }
        Optional<IpAddress> strict = IpAddress.find(text);
        if (strict.isEmpty()) {
            return "must not have leading 0s";
        }
        return strict.get().isMapped() ? "must not be an IPv4-mapped IPv6 address" : "";
    }

    private static String problemWithCidr(String text) {
        if (IpBlock.findSloppy(text).isEmpty()) {
            return "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
        }
        Optional<IpBlock> strict = IpBlock.find(text);
        if (strict.isEmpty()) {
            return "must not have leading 0s in IP or prefix length";
        }
        if (strict.get().address().isMapped()) {
            return "must not have an IPv4-mapped IPv6 address";
        }
        return strict.get().isMasked() ? "" : "must not have bits set beyond the prefix length";
    }

    private static List<String> problemWithNotation(String text, String canonical) {
        return text.equals(canonical) ? List.of() : List.of("must be in canonical form (\"" + canonical + "\")");
    }
}
