package dev.coracle.kubelet.pod;

import java.util.Map;

/** The {@code $(NAME)} in commands, arguments and values of variables, expanded as the kubelet does it (v1.36). */
final class Expansion {
    private Expansion() {}

    /**
     * Replaces {@code $(NAME)} by what is known and {@code $$} by {@code $}; what is not known and any other {@code $}
     * stays as it is.
     */
    static String expand(String text, Map<String, String> known) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            int close = text.charAt(i + 1) == '(' ? text.indexOf(')', i) : -1;
            if (close > 0) {
                String reference = text.substring(i, close + 1);
                out.append(known.getOrDefault(text.substring(i + 2, close), reference));
                i = close;
            } else if (text.charAt(i + 1) == '$') {
                out.append('$');
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
