package dev.coracle.machinery.validation;

import java.util.List;

/** A rule for an object's name: returns what is wrong with it, nothing when it is right. */
public interface NameRule {
    /** No rule: the name is checked elsewhere. */
    NameRule ANY = (name, prefix) -> List.of();

    NameRule DNS_SUBDOMAIN = DnsNames::subdomain;
    NameRule DNS_LABEL = DnsNames::label;
    NameRule DNS_1035_LABEL = DnsNames::label1035;
    NameRule PATH_SEGMENT = DnsNames::pathSegment;
    NameRule WILDCARD_SUBDOMAIN = (name, prefix) -> DnsNames.wildcard(name);

    /**
     * Finds what is wrong with a name.
     *
     * @param name the name, or with {@code prefix} a generateName, which may end in a dash
     * @return apimachinery's messages
     */
    List<String> check(String name, boolean prefix);
}
