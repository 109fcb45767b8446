package dev.coracle.machinery.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names inside a spec: of objects, keys, environment variables. */
public final class Names {
    private static final String KEY_RULE = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
            + " (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private static final Pattern HTTP_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

    /** The key of a ConfigMap or Secret. */
    public static final NameRule DATA_KEY = (key, prefix) -> dataKey(key);

    /** An environment variable: any printable ASCII but the equals sign. */
    public static final NameRule ENVIRONMENT = (name, prefix) -> environment(name);

    private Names() {}

    /** A path below a domain: {@code acme.io/foo}. */
    public static void domainPrefixedPath(Field value) {
        String text = value.text();
        if (text.isEmpty()) {
            value.required("");
            return;
        }
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            value.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        String domain = text.substring(0, slash);
        DnsNames.subdomain(domain, false).forEach(message -> value.invalid(domain, message));
        String rest = text.substring(slash + 1);
        if (!HTTP_PATH.matcher(rest).matches()) {
            value.invalid(rest, "Invalid path (regex used for validation is '" + HTTP_PATH.pattern() + "')");
        }
    }

    private static List<String> environment(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c > '~' || c == '=') {
                return List.of("a valid environment variable name must consist only of printable ASCII characters other"
                        + " than '='");
            }
        }
        return List.of();
    }

    private static List<String> dataKey(String key) {
        boolean charset = !key.isEmpty();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            charset &= (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
        }
        List<String> wrong = new ArrayList<>(0);
        if (key.length() > 253) {
            wrong.add("must be no more than 253 characters");
        }
        if (!charset) {
            wrong.add(KEY_RULE);
        }
        if (key.equals(".")) {
            wrong.add("must not be '.'");
        } else if (key.equals("..")) {
            wrong.add("must not be '..'");
        } else if (key.startsWith("..")) {
            wrong.add("must not start with '..'");
        }
        return wrong;
    }
}
