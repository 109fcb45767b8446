package dev.coracle.machinery.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The name rules of apimachinery's {@code util/validation} (v1.36), with its messages. */
public final class DnsNames {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
    private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);
    private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);

    private static final Pattern WILDCARD = Pattern.compile("\\*\\." + SUBDOMAIN);
    private static final int SUBDOMAIN_MAX = 253;
    private static final int LABEL_MAX = 63;

    private DnsNames() {}

    /** Whether {@link #subdomain} has nothing to say; cheaper than asking it. */
    public static boolean isSubdomain(String name) {
        return name.length() <= SUBDOMAIN_MAX && isMadeOfLabels(name, true);
    }

    /** Names are checked at every write, so what is right is found out without a pattern. */
    private static boolean isMadeOfLabels(String name, boolean dots) {
        boolean begins = true;
        char before = '-';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' && dots && !begins && before != '-') {
                begins = true;
            } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && !begins)) {
                begins = false;
            } else {
                return false;
            }
            before = c;
        }
        return !begins && before != '-';
    }

    public static List<String> label(String name, boolean prefix) {
        if (name.length() <= LABEL_MAX && isMadeOfLabels(name, false)) {
            return List.of();
        }
        List<String> wrong = check(
                name,
                prefix,
                LABEL_MAX,
                LABEL_PATTERN,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
                        + "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
                        + "validation is '" + LABEL + "')");
        if (!wrong.isEmpty() && name.indexOf('.') >= 0 && isSubdomain(masked(name, prefix))) {
            wrong.set(wrong.size() - 1, "must not contain dots");
        }
        return wrong;
    }

    public static List<String> subdomain(String name, boolean prefix) {
        if (isSubdomain(name)) {
            return List.of();
        }
        return check(
                name,
                prefix,
                SUBDOMAIN_MAX,
                SUBDOMAIN_PATTERN,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
                        + "must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
                        + "validation is '" + SUBDOMAIN + "')");
    }

    /** A subdomain of which the first label is an asterisk. */
    static List<String> wildcard(String name) {
        List<String> wrong = new ArrayList<>(0);
        if (name.length() > SUBDOMAIN_MAX) {
            wrong.add("must be no more than " + SUBDOMAIN_MAX + " bytes");
        }
        if (!WILDCARD.matcher(name).matches()) {
            wrong.add(
                    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must"
                            + " consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
                            + " (e.g. '*.example.com', regex used for validation is '" + WILDCARD.pattern() + "')");
        }
        return wrong;
    }

    public static List<String> label1035(String name, boolean prefix) {
        return check(
                name,
                prefix,
                63,
                LABEL_1035_PATTERN,
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
                        + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex "
                        + "used for validation is '" + LABEL_1035 + "')");
    }

    public static List<String> pathSegment(String name, boolean prefix) {
        List<String> wrong = new ArrayList<>();
        if (!prefix && (name.equals(".") || name.equals(".."))) {
            wrong.add("may not be '" + name + "'");
        }
        for (String illegal : List.of("/", "%")) {
            if (name.contains(illegal)) {
                wrong.add("may not contain '" + illegal + "'");
            }
        }
        return wrong;
    }

    private static List<String> check(String name, boolean prefix, int max, Pattern pattern, String rule) {
        List<String> wrong = new ArrayList<>(2);
        String checked = masked(name, prefix);
        if (checked.length() > max) {
            wrong.add("must be no more than " + max + " characters");
        }
        if (!pattern.matcher(checked).matches()) {
            wrong.add(rule);
        }
        return wrong;
    }

    /** A generateName may end in a dash: what follows it is not known yet. */
    private static String masked(String name, boolean prefix) {
        return prefix && name.length() > 1 && name.endsWith("-") ? name.substring(0, name.length() - 2) + "a" : name;
    }
}
