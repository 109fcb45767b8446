package dev.coracle.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Addresses;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Ports;
import java.util.List;

/** Upstream's ValidateIngressSpec (v1.36). */
final class IngressValidation {
    private static final List<String> PATH_TYPES = List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> INVALID_SEQUENCES = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> INVALID_SUFFIXES = List.of("/..", "/.");
    private static final String NO_ADDRESS = "must be a DNS name, not an IP address";

    private IngressValidation() {}

    /** @param anySecretName whether names of TLS secrets go unchecked, as where wrong ones are stored already */
    static void validate(Field spec, boolean anySecretName) {
        Field rules = spec.at("rules");
        Field backend = spec.at("defaultBackend");
        if (rules.isEmpty() && !backend.isPresent()) {
            spec.invalid(
                    rules.isPresent() ? rules.node() : NullNode.instance,
                    "either `defaultBackend` or `rules` must be specified");
        }
        if (backend.isPresent()) {
            backend(backend);
        }
        rules.each().forEach(IngressValidation::rule);
        for (Field tls : spec.each("tls")) {
            tls.each("hosts").forEach(IngressValidation::host);
            if (!anySecretName && !tls.at("secretName").isEmpty()) {
                tls.at("secretName").obeys(NameRule.DNS_SUBDOMAIN);
            }
        }
        spec.at("ingressClassName").obeysIfPresent(NameRule.DNS_SUBDOMAIN);
    }

    static boolean hasInvalidSecretName(JsonNode spec) {
        for (JsonNode tls : Tree.get(spec, "tls")) {
            String name = Tree.text(tls, "secretName");
            if (!name.isEmpty() && !DnsNames.isSubdomain(name)) {
                return true;
            }
        }
        return false;
    }

    /** @param nameFirst whether the name's own rule is checked before */
    static void notAddress(Field host, boolean nameFirst) {
        if (nameFirst) {
            host.obeys(NameRule.DNS_SUBDOMAIN);
        }
        if (Addresses.isIp(host.text())) {
            host.invalid(NO_ADDRESS);
        }
    }

    private static void host(Field host) {
        host.obeys(host.text().contains("*") ? NameRule.WILDCARD_SUBDOMAIN : NameRule.DNS_SUBDOMAIN);
    }

    private static void rule(Field rule) {
        Field host = rule.at("host");
        if (!host.isEmpty()) {
            notAddress(host, false);
            host(host);
        }
        Field http = rule.at("http");
        if (http.isPresent()) {
            Field paths = http.at("paths");
            if (paths.isEmpty()) {
                paths.required("");
            }
            paths.each().forEach(IngressValidation::path);
        }
    }

    private static void path(Field entry) {
        Field type = entry.at("pathType");
        if (!type.isPresent()) {
            type.required("pathType must be specified");
            return;
        }
        Field path = entry.at("path");
        String text = path.text();
        switch (type.text()) {
            case "Exact", "Prefix" -> {
                absolute(path);
                INVALID_SEQUENCES.stream()
                        .filter(text::contains)
                        .forEach(sequence -> path.invalid("must not contain '" + sequence + "'"));
                INVALID_SUFFIXES.stream()
                        .filter(text::endsWith)
                        .forEach(suffix -> path.invalid("cannot end with '" + suffix + "'"));
            }
            case "ImplementationSpecific" -> {
                if (!text.isEmpty()) {
                    absolute(path);
                }
            }
            default -> type.oneOf(PATH_TYPES);
        }
        backend(entry.at("backend"));
    }

    private static void absolute(Field path) {
        if (!path.text().startsWith("/")) {
            path.invalid(path.text(), "must be an absolute path");
        }
    }

    private static void backend(Field backend) {
        Field resource = backend.at("resource");
        Field service = backend.at("service");
        if (resource.isPresent() && service.isPresent()) {
            backend.invalid("", "cannot set both resource and service backends");
        } else if (resource.isPresent()) {
            reference(resource);
        } else if (service.isPresent()) {
            service.at("name").requiredName(NameRule.DNS_LABEL);
            port(backend, service.at("port"));
        } else {
            backend.invalid("", "resource or service backend is required");
        }
    }

    private static void port(Field backend, Field port) {
        Field name = port.at("name");
        Field number = port.at("number");
        boolean hasNumber = number.number() != 0;
        if (!name.isEmpty() && hasNumber) {
            backend.invalid("", "cannot set both port name & port number");
        } else if (!name.isEmpty()) {
            name.obeys(Ports.NAME);
        } else if (hasNumber) {
            Ports.number(number);
        } else {
            backend.required("port name or number is required");
        }
    }

    /** A reference to any kind: its group, kind and name. */
    static void reference(Field reference) {
        reference.at("apiGroup").obeysIfPresent(NameRule.DNS_SUBDOMAIN);
        reference.at("kind").requiredName(NameRule.PATH_SEGMENT);
        reference.at("name").requiredName(NameRule.PATH_SEGMENT);
    }
}
