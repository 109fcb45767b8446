package dev.coracle.apiserver.customresources.cel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A semantic version (semver.org 2.0.0). The build is no part of it: versions that differ in nothing else are equal.
 *
 * @param prerelease its parts between dots; empty for a release
 */
record Semver(long major, long minor, long patch, String prerelease) implements Comparable<Semver> {
    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final String WORD = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + WORD
            + "(?:\\." + WORD + ")*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    static Semver parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    text.split("\\.", 3).length < 3
                            ? "No Major.Minor.Patch elements found"
                            : "Invalid version: " + text);
        }
        return new Semver(
                Long.parseLong(form.group(1)),
                Long.parseLong(form.group(2)),
                Long.parseLong(form.group(3)),
                form.group(4) == null ? "" : form.group(4));
    }

    /** Without a leading v and zeros, and with the parts that are left out. */
    static String normalize(String text) {
        String bare = text.startsWith("v") ? text.substring(1) : text;
        int end = bare.length();
        for (int i = 0; i < bare.length(); i++) {
            if (bare.charAt(i) == '-' || bare.charAt(i) == '+') {
                end = i;
                break;
            }
        }
        String[] parts = bare.substring(0, end).split("\\.", 3);
        StringBuilder normal = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            String part = i < parts.length ? parts[i] : "0";
            normal.append(i == 0 ? "" : ".").append(part.replaceFirst("^0+(?=[0-9])", ""));
        }
        return normal.append(bare.substring(end)).toString();
    }

    @Override
    public int compareTo(Semver other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        if (order != 0 || prerelease.equals(other.prerelease)) {
            return order;
        }
        if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
            return prerelease.isEmpty() ? 1 : -1;
        }
        String[] mine = prerelease.split("\\.", -1);
        String[] theirs = other.prerelease.split("\\.", -1);
        for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
            int part = part(mine[i], theirs[i]);
            if (part != 0) {
                return part;
            }
        }
        return Integer.compare(mine.length, theirs.length);
    }

    /** Numbers come before words. */
    private static int part(String one, String other) {
        boolean number = DIGITS.matcher(one).matches();
        if (number != DIGITS.matcher(other).matches()) {
            return number ? -1 : 1;
        }
        int length = number ? Integer.compare(one.length(), other.length()) : 0;
        return length != 0 ? length : Integer.signum(one.compareTo(other));
    }
}
