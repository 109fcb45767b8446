package dev.coracle.machinery.validation;

import java.util.ArrayList;
import java.util.List;

/** Label keys and values: {@code [prefix/]name}, apimachinery's IsQualifiedName and IsValidLabelValue. */
public final class QualifiedNames {
    private static final int MAX = 63;
    private static final String FORMAT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String CONSISTS =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and "
                    + "end with an alphanumeric character";
    private static final String RULE =
            CONSISTS + " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '" + FORMAT + "')";
    private static final String VALUE_RULE = "a valid label must be an empty string or consist of alphanumeric "
            + "characters, '-', '_' or '.', and must start and end with an alphanumeric character"
            + " (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(" + FORMAT + ")?')";

    private QualifiedNames() {}

    /** What is wrong with a label key; nothing when it is right. */
    public static List<String> key(String value) {
        int slash = value.indexOf('/');
        String name = value.substring(slash + 1);
        if (slash > 0 ? name.indexOf('/') < 0 && DnsNames.isSubdomain(value.substring(0, slash)) : slash < 0) {
            if (name.length() <= MAX && isWord(name)) {
                return List.of();
            }
        }
        return wrong(value, slash, name);
    }

    private static List<String> wrong(String value, int slash, String name) {
        List<String> wrong = new ArrayList<>();
        if (name.indexOf('/') >= 0) {
            return List.of("a valid label key " + RULE
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (slash == 0) {
            wrong.add("prefix part must be non-empty");
        } else if (slash > 0) {
            for (String message : DnsNames.subdomain(value.substring(0, slash), false)) {
                wrong.add("prefix part " + message.replace("253 characters", "253 bytes"));
            }
        }
        if (name.isEmpty()) {
            wrong.add("name part must be non-empty");
        } else if (name.length() > MAX) {
            wrong.add("name part must be no more than " + MAX + " bytes");
        }
        if (!isWord(name)) {
            wrong.add("name part " + RULE);
        }
        return wrong;
    }

    /** What is wrong with a label value; nothing when it is right. */
    public static List<String> value(String value) {
        if (value.isEmpty() || (value.length() <= MAX && isWord(value))) {
            return List.of();
        }
        List<String> wrong = new ArrayList<>(2);
        if (value.length() > MAX) {
            wrong.add("must be no more than " + MAX + " bytes");
        }
        if (!isWord(value)) {
            wrong.add(VALUE_RULE);
        }
        return wrong;
    }

    private static boolean isWord(String text) {
        int length = text.length();
        if (length == 0 || !isAlphanumeric(text.charAt(0)) || !isAlphanumeric(text.charAt(length - 1))) {
            return false;
        }
        for (int i = 1; i < length - 1; i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    }
}
