package dev.coracle.storage;

/**
 * The keys from {@code start} (inclusive) to {@code end} (exclusive).
 *
 * @param start the first key; the empty string is before every key
 * @param end the first key past the range; the empty string is past every key
 */
public record KeyRange(String start, String end) {
    private static final KeyRange ALL = new KeyRange("", "");

    public static KeyRange all() {
        return ALL;
    }

    /** Every key that begins with {@code prefix}. */
    public static KeyRange prefix(String prefix) {
        if (prefix.isEmpty()) {
            return ALL;
        }
        int last = prefix.length() - 1;
        return new KeyRange(prefix, prefix.substring(0, last) + (char) (prefix.charAt(last) + 1));
    }

    public boolean contains(String key) {
        return key.compareTo(start) >= 0 && (end.isEmpty() || key.compareTo(end) < 0);
    }
}
