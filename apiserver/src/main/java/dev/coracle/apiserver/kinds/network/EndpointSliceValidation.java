package dev.coracle.apiserver.kinds.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Ports;
import dev.coracle.machinery.validation.QualifiedNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** discovery.k8s.io's ValidateEndpointSlice. */
final class EndpointSliceValidation {
    private static final List<String> ADDRESS_TYPES = List.of("FQDN", "IPv4", "IPv6");
    private static final int MAX_ENDPOINTS = 1000;
    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_HINTS = 8;
    private static final int MAX_PORTS = 20000;

    private EndpointSliceValidation() {}

    static void validate(ObjectNode slice, FieldErrors errors) {
        String type = Tree.text(slice, "addressType");
        if (type.isEmpty()) {
            errors.required(Path.of("addressType"), "");
        } else if (!ADDRESS_TYPES.contains(type)) {
            errors.notSupported(Path.of("addressType"), type, ADDRESS_TYPES);
        }
        endpoints(Tree.get(slice, "endpoints"), type, Path.of("endpoints"), errors);
        ports(Tree.get(slice, "ports"), Path.of("ports"), errors);
    }

    private static void endpoints(JsonNode endpoints, String type, Path path, FieldErrors errors) {
        if (endpoints.size() > MAX_ENDPOINTS) {
            errors.tooMany(path, endpoints.size(), MAX_ENDPOINTS);
            return;
        }
        int i = 0;
        for (JsonNode endpoint : endpoints) {
            Path at = path.index(i++);
            JsonNode addresses = Tree.get(endpoint, "addresses");
            if (addresses.isEmpty()) {
                errors.required(at.child("addresses"), "must contain at least 1 address");
            } else if (addresses.size() > MAX_ADDRESSES) {
                errors.tooMany(at.child("addresses"), addresses.size(), MAX_ADDRESSES);
            }
            int j = 0;
            for (JsonNode address : addresses) {
                address(address.asText(), type, at.child("addresses"), j++, errors);
            }
            if (Tree.has(endpoint, "nodeName")) {
                Names.dnsSubdomain(Tree.text(endpoint, "nodeName"), at.child("nodeName"), errors);
            }
            if (Tree.has(endpoint, "hostname")) {
                Names.dnsLabel(Tree.text(endpoint, "hostname"), at.child("hostname"), errors);
            }
            hints(Tree.get(endpoint, "hints", "forZones"), at.child("hints").child("forZones"), true, errors);
            hints(Tree.get(endpoint, "hints", "forNodes"), at.child("hints").child("forNodes"), false, errors);
        }
    }

    private static void hints(JsonNode hints, Path path, boolean zones, FieldErrors errors) {
        if (hints.size() > MAX_HINTS) {
            errors.tooMany(path, hints.size(), MAX_HINTS);
            return;
        }
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode hint : hints) {
            Path at = path.index(i++).child("name");
            String name = Tree.text(hint, "name");
            if (!names.add(name)) {
                errors.duplicate(at, name);
            }
            if (zones) {
                QualifiedNames.value(name).forEach(message -> errors.invalid(at, name, message));
            } else {
                Names.dnsSubdomain(name, at, errors);
            }
        }
    }

    private static void address(String address, String type, Path list, int index, FieldErrors errors) {
        Path path = list.index(index);
        switch (type) {
            case "IPv4", "IPv6" -> {
                if (!Addresses.isIp(address)) {
                    Addresses.ip(address, path, errors);
                    return;
                }
                if (Addresses.isIpv4(address) != type.equals("IPv4")) {
                    errors.invalid(list, address, "must be an " + type + " address");
                }
                Addresses.notSpecial(address, path, errors);
            }
            case "FQDN" ->
                Names.dnsSubdomain(
                        address.endsWith(".") ? address.substring(0, address.length() - 1) : address, path, errors);
            default -> {
                // The type itself is refused.
            }
        }
    }

    private static void ports(JsonNode ports, Path path, FieldErrors errors) {
        if (ports.size() > MAX_PORTS) {
            errors.tooMany(path, ports.size(), MAX_PORTS);
            return;
        }
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode port : ports) {
            Path at = path.index(i++);
            String name = Tree.text(port, "name");
            if (!name.isEmpty()) {
                Names.dnsLabel(name, at.child("name"), errors);
            }
            if (!names.add(name)) {
                errors.duplicate(at.child("name"), name);
            }
            Ports.protocol(Tree.text(port, "protocol"), at.child("protocol"), errors);
            if (Tree.has(port, "appProtocol")) {
                LabelValidation.labelName(Tree.text(port, "appProtocol"), at.child("appProtocol"), errors);
            }
        }
    }
}
