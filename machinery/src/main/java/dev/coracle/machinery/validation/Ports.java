package dev.coracle.machinery.validation;

import java.util.ArrayList;
import java.util.List;

/** Port numbers, names and protocols. */
public final class Ports {
    public static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    /** An IANA service name. */
    public static final NameRule NAME = (name, prefix) -> name(name);

    public static final int MIN = 1;
    public static final int MAX = 65535;

    private Ports() {}

    public static void number(Field port) {
        port.inRange(MIN, MAX);
    }

    /** An int-or-string that is a port's number or name. */
    public static void numberOrName(Field port) {
        if (port.node().isTextual()) {
            port.obeys(NAME);
        } else {
            number(port);
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
