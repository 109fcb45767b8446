package dev.coracle.apiserver.kinds.network;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Ports;
import java.util.HashSet;
import java.util.Set;

/** discovery.k8s.io's ValidateEndpointSlice. */
final class EndpointSliceValidation {
    private static final int MAX_ENDPOINTS = 1000;
    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_HINTS = 8;
    private static final int MAX_PORTS = 20000;

    private static final FieldRule HINTS = all(
            field("forZones").fewItems(MAX_HINTS).to(zones -> hints(zones, LabelValidation::labelValue)),
            field("forNodes")
                    .fewItems(MAX_HINTS)
                    .to(nodes -> hints(nodes, node -> node.obeys(NameRule.DNS_SUBDOMAIN))));
    private static final FieldRule ENDPOINT = all(
            field("addresses")
                    .required("must contain at least 1 address")
                    .maxItems(MAX_ADDRESSES)
                    .to(EndpointSliceValidation::addresses),
            field("nodeName").optional().dnsSubdomain(),
            field("hostname").optional().dnsLabel(),
            field("hints").to(HINTS));
    private static final FieldRule PORT = all(
            field("protocol").required().oneOf(Ports.PROTOCOLS),
            field("appProtocol").optional().labelKey());
    private static final FieldRule SLICE = all(
            field("addressType").required().oneOf("FQDN", "IPv4", "IPv6"),
            field("endpoints").fewItems(MAX_ENDPOINTS).eachTo(ENDPOINT),
            field("ports").fewItems(MAX_PORTS).to(EndpointSliceValidation::ports));

    private EndpointSliceValidation() {}

    static void validate(ObjectNode slice, FieldErrors errors) {
        SLICE.check(Field.of(slice, errors));
    }

    private static void addresses(Field addresses) {
        String type = addresses.parent().parent().parent().text("addressType");
        for (Field address : addresses.each()) {
            String text = address.text();
            switch (type) {
                case "IPv4", "IPv6" -> {
                    if (!Addresses.isIp(text)) {
                        Addresses.ip(address);
                    } else {
                        if (Addresses.isIpv4(text) != type.equals("IPv4")) {
                            addresses.invalid(text, "must be an " + type + " address");
                        }
                        Addresses.notSpecial(address);
                    }
                }
                case "FQDN" -> {
                    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
                    address.with(TextNode.valueOf(name)).obeys(NameRule.DNS_SUBDOMAIN);
                }
                default -> {
                    // The type itself is refused.
                }
            }
        }
    }

    private static void hints(Field hints, FieldRule rule) {
        Set<String> names = new HashSet<>();
        for (Field hint : hints.each()) {
            Field name = hint.at("name");
            if (!names.add(name.text())) {
                name.duplicate(name.text());
            }
            rule.check(name);
        }
    }

    private static void ports(Field ports) {
        Set<String> names = new HashSet<>();
        for (Field port : ports.each()) {
            Field name = port.at("name");
            if (!name.isEmpty()) {
                name.obeys(NameRule.DNS_LABEL);
            }
            if (!names.add(name.text())) {
                name.duplicate(name.text());
            }
            PORT.check(port);
        }
    }
}
