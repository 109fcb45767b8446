package dev.coracle.machinery.gotext;

import java.util.Locale;

/** Text as Go's {@code %q} and {@code %#U} print it. */
public final class Quoted {
    private Quoted() {}

    /** In double quotes, with Go's escapes. */
    public static String go(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 0x07 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case 0x0b -> out.append("\\v");
                default -> {
                    if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(escape(c));
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private static String escape(int c) {
        if (c < 0x80) {
            return String.format(Locale.ROOT, "\\x%02x", c);
        }
        return c < 0x10000 ? String.format(Locale.ROOT, "\\u%04x", c) : String.format(Locale.ROOT, "\\U%08x", c);
    }

    /** As Go's {@code unicode.IsPrint}. */
    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }

    /** One byte in single quotes, as encoding/json quotes the character it stumbles over. */
    static String character(int c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            default -> {
                String quoted = go(Character.toString(c));
                yield "'" + quoted.substring(1, quoted.length() - 1) + "'";
            }
        };
    }
}
