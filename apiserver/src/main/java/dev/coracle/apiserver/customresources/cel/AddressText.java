package dev.coracle.apiserver.customresources.cel;

import dev.coracle.machinery.net.IpAddress;
import dev.coracle.machinery.net.IpBlock;

/** Addresses and blocks as rules write them: neither zones nor IPv4 in IPv6 notation. */
final class AddressText {
    private AddressText() {}

    static boolean isAddress(String text) {
        return IpAddress.find(text).filter(address -> !address.isMapped()).isPresent();
    }

    static IpAddress address(String text) {
        return IpAddress.find(text)
                .filter(address -> !address.isMapped())
                .orElseThrow(() -> new IllegalArgumentException(refusal(text)));
    }

    private static String refusal(String text) {
        if (text.indexOf('%') >= 0) {
            return "IP address \"" + text + "\" with zone value is not allowed";
        }
        return IpAddress.find(text).isPresent()
                ? "IPv4-mapped IPv6 address \"" + text + "\" is not allowed"
                : "IP Address \"" + text + "\" parse error during conversion from string: ParseAddr(\"" + text
                        + "\"): unable to parse IP";
    }

    static boolean isBlock(String text) {
        return IpBlock.find(text).filter(block -> !block.address().isMapped()).isPresent();
    }

    static IpBlock block(String text) {
        IpBlock block = IpBlock.find(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "network address parse error during conversion from string: network address parse error "
                                + "during conversion from string: netip.ParsePrefix(\"" + text + "\"): no '/'"));
        address(text.substring(0, text.indexOf('/')));
        return block;
    }
}
