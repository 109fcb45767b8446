package dev.coracle.apiserver.customresources.cel;

import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.CIDR;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.IP;
import static dev.coracle.apiserver.customresources.cel.KubernetesFunctions.TEXT;

import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.customresources.cel.Library.ParameterType;
import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;

/** ip, cidr and what can be asked of them. */
final class AddressFunctions {
    private AddressFunctions() {}

    static void add(Library library) {
        ParameterType ip = new ParameterType(IP, IpAddress.class);
        ParameterType cidr = new ParameterType(CIDR, IpBlock.class);
        library.global("ip", "string_to_ip", IP, a -> AddressText.address((String) a[0]), TEXT)
                .member("ip", "cidr_ip", IP, a -> range(a).address(), cidr)
                .global("isIP", "is_ip", SimpleType.BOOL, a -> AddressText.isAddress((String) a[0]), TEXT)
                .global("ip.isCanonical", "ip_is_canonical", SimpleType.BOOL, a -> isCanonical((String) a[0]), TEXT)
                .global("string", "ip_to_string", SimpleType.STRING, a -> a[0].toString(), ip)
                .member("family", "ip_family", SimpleType.INT, a -> address(a).isIpv4() ? 4L : 6L, ip)
                .member(
                        "isUnspecified",
                        "ip_is_unspecified",
                        SimpleType.BOOL,
                        a -> address(a).isUnspecified(),
                        ip)
                .member(
                        "isLoopback",
                        "ip_is_loopback",
                        SimpleType.BOOL,
                        a -> address(a).isLoopback(),
                        ip)
                .member(
                        "isLinkLocalMulticast",
                        "ip_is_link_local_multicast",
                        SimpleType.BOOL,
                        a -> address(a).isLinkLocalMulticast(),
                        ip)
                .member(
                        "isLinkLocalUnicast",
                        "ip_is_link_local_unicast",
                        SimpleType.BOOL,
                        a -> address(a).isLinkLocalUnicast(),
                        ip)
                .member(
                        "isGlobalUnicast",
                        "ip_is_global_unicast",
                        SimpleType.BOOL,
                        a -> address(a).isGlobalUnicast(),
                        ip);
        library.global("cidr", "string_to_cidr", CIDR, a -> AddressText.block((String) a[0]), TEXT)
                .global("isCIDR", "is_cidr", SimpleType.BOOL, a -> AddressText.isBlock((String) a[0]), TEXT)
                .global("string", "cidr_to_string", SimpleType.STRING, a -> a[0].toString(), cidr)
                .member("prefixLength", "cidr_prefix_length", SimpleType.INT, a -> (long) range(a).prefixLength(), cidr)
                .member("masked", "cidr_masked", CIDR, a -> range(a).masked(), cidr)
                .member(
                        "containsIP",
                        "cidr_contains_ip_string",
                        SimpleType.BOOL,
                        a -> range(a).contains(AddressText.address((String) a[1])),
                        cidr,
                        TEXT)
                .member(
                        "containsIP",
                        "cidr_contains_ip_ip",
                        SimpleType.BOOL,
                        a -> range(a).contains((IpAddress) a[1]),
                        cidr,
                        ip)
                .member(
                        "containsCIDR",
                        "cidr_contains_cidr_string",
                        SimpleType.BOOL,
                        a -> range(a).contains(AddressText.block((String) a[1])),
                        cidr,
                        TEXT)
                .member(
                        "containsCIDR",
                        "cidr_contains_cidr",
                        SimpleType.BOOL,
                        a -> range(a).contains((IpBlock) a[1]),
                        cidr,
                        cidr);
    }

    private static IpAddress address(Object[] arguments) {
        return (IpAddress) arguments[0];
    }

    private static IpBlock range(Object[] arguments) {
        return (IpBlock) arguments[0];
    }

    private static boolean isCanonical(String text) {
        return AddressText.address(text).toString().equals(text);
    }
}
