package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import java.util.ArrayList;
import java.util.List;

/** Port numbers, names and protocols. */
public final class Ports {
    public static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private static final String RANGE = "must be between 1 and 65535, inclusive";

    private Ports() {}

    public static void number(long port, Path path, FieldErrors errors) {
        if (port < 1 || port > 65535) {
            errors.invalid(path, port, RANGE);
        }
    }

    /** An int-or-string that is a port's number or name. */
    public static void numberOrName(JsonNode port, Path path, FieldErrors errors) {
        if (port.isTextual()) {
            for (String message : name(port.textValue())) {
                errors.invalid(path, port.textValue(), message);
            }
        } else {
            number(port.asLong(0), path, errors);
        }
    }

    public static void protocol(String protocol, Path path, FieldErrors errors) {
        if (protocol.isEmpty()) {
            errors.required(path, "");
        } else if (!PROTOCOLS.contains(protocol)) {
            errors.notSupported(path, protocol, PROTOCOLS);
        }
    }

    /** What is wrong with an IANA service name; nothing when it is right. */
    public static List<String> name(String name) {
        boolean letters = false;
        boolean charset = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            letters |= c >= 'a' && c <= 'z';
            charset &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        }
        List<String> wrong = new ArrayList<>(0);
        if (name.length() > 15) {
            wrong.add("must be no more than 15 characters");
        }
        if (!charset) {
            wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (!letters) {
            wrong.add("must contain at least one letter (a-z)");
        }
        if (name.contains("--")) {
            wrong.add("must not contain consecutive hyphens");
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            wrong.add("must not begin or end with a hyphen");
        }
        return wrong;
    }
}
