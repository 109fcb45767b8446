package dev.coracle.machinery.validation;

import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names inside a spec: of objects, keys, environment variables. */
public final class Names {
    private static final String KEY_RULE = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
            + " (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private static final Pattern HTTP_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

    private Names() {}

    public static void dnsLabel(String name, Path path, FieldErrors errors) {
        check(NameRule.DNS_LABEL, name, path, errors);
    }

    public static void dnsSubdomain(String name, Path path, FieldErrors errors) {
        if (!DnsNames.isSubdomain(name)) {
            check(NameRule.DNS_SUBDOMAIN, name, path, errors);
        }
    }

    public static void check(NameRule rule, String name, Path path, FieldErrors errors) {
        for (String message : rule.check(name, false)) {
            errors.invalid(path, name, message);
        }
    }

    /** A path below a domain: {@code acme.io/foo}. */
    public static void domainPrefixedPath(String value, Path path, FieldErrors errors) {
        if (value.isEmpty()) {
            errors.required(path, "");
            return;
        }
        int slash = value.indexOf('/');
        if (slash <= 0 || slash == value.length() - 1) {
            errors.invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        dnsSubdomain(value.substring(0, slash), path, errors);
        String rest = value.substring(slash + 1);
        if (!HTTP_PATH.matcher(rest).matches()) {
            errors.invalid(path, rest, "Invalid path (regex used for validation is '" + HTTP_PATH.pattern() + "')");
        }
    }

    /** The key of a ConfigMap or Secret. */
    public static void dataKey(String key, Path path, FieldErrors errors) {
        for (String message : dataKey(key)) {
            errors.invalid(path, key, message);
        }
    }

    /** An environment variable: any printable ASCII but the equals sign. */
    public static void environment(String name, Path path, FieldErrors errors) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c > '~' || c == '=') {
                errors.invalid(
                        path,
                        name,
                        "a valid environment variable name must consist only of printable ASCII characters other than"
                                + " '='");
                return;
            }
        }
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
