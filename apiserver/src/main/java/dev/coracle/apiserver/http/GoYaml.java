package dev.coracle.apiserver.http;

import java.util.Comparator;
import java.util.regex.Pattern;

/** How go.yaml.in/yaml/v2 (v2.4.3), which writes Kubernetes' YAML, orders keys and which strings it leaves unquoted. */
final class GoYaml {
    /** Letters in their order and behind everything else, digits by the number they make. */
    static final Comparator<String> KEY_ORDER = GoYaml::compare;

    private static final Pattern WORD =
            Pattern.compile("y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False"
                    + "|FALSE|off|Off|OFF||~|null|Null|NULL|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)|<<");

    /** What is left of a number without its underscores. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*"
                    + "|(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?)");

    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
            + "([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?");

    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");

    private GoYaml() {}

    /** Whether the string is a string to a reader of YAML 1.1 when it stands there without quotes. */
    static boolean isPlain(String text) {
        if (text.isEmpty()) {
            return false;
        }
        char first = text.charAt(0);
        if ((first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.') {
            return !NUMBER.matcher(text.replace("_", "")).matches()
                    && !WORD.matcher(text).matches()
                    && !TIME.matcher(text).matches()
                    && !BASE_60.matcher(text).matches();
        }
        return !WORD.matcher(text).matches();
    }

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x == y) {
                continue;
            }
            boolean letter = Character.isLetter(x);
            if (letter != Character.isLetter(y)) {
                return letter ? 1 : -1;
            }
            return letter ? Character.compare(x, y) : number(a, b, i);
        }
        return Integer.compare(a.length(), b.length());
    }

    /** The strings differ first at {@code at}, in what is no letter. */
    private static int number(String a, String b, int at) {
        int endA = digits(a, at);
        int endB = digits(b, at);
        boolean zero = a.charAt(at) == '0' || b.charAt(at) == '0';
        String lead = zero && followsANumber(a, at) ? "1" : "0";
        int order = new java.math.BigInteger(lead + a.substring(at, endA))
                .compareTo(new java.math.BigInteger(lead + b.substring(at, endB)));
        if (order != 0) {
            return order;
        }
        return endA == endB ? Character.compare(a.charAt(at), b.charAt(at)) : Integer.compare(endA, endB);
    }

    private static boolean followsANumber(String text, int at) {
        for (int i = at - 1; i >= 0 && Character.isDigit(text.charAt(i)); i--) {
            if (text.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
