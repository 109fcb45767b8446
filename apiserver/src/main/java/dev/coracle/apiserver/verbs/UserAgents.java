package dev.coracle.apiserver.verbs;

/** The field manager of a client that names none. */
final class UserAgents {
    /** What a client that does not even say what it is manages fields as. */
    private static final String UNKNOWN = "unknown";

    private static final int MAX_BYTES = 128;

    private UserAgents() {}

    /** The part of a {@code User-Agent} before the first slash, as far as it is printable and fits. */
    static String manager(String userAgent) {
        int slash = userAgent.indexOf('/');
        StringBuilder manager = new StringBuilder();
        int bytes = 0;
        for (int c : userAgent
                .substring(0, slash < 0 ? userAgent.length() : slash)
                .codePoints()
                .toArray()) {
            if (isPrintable(c)) {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
                if (bytes > MAX_BYTES) {
                    break;
                }
                manager.appendCodePoint(c);
            }
        }
        return manager.isEmpty() ? UNKNOWN : manager.toString();
    }

    /** As Go's {@code unicode.IsPrint}: letters, marks, numbers, punctuation, symbols and the ASCII space. */
    static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }
}
