package dev.coracle.apiserver.customresources;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Kubernetes orders versions: stable before beta before alpha, the higher number first; names of any other form come
 * last and in their own order. As apimachinery's {@code version} helpers (v1.36).
 */
final class VersionPriority {
    private static final Pattern KUBE_LIKE = Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");

    /** The preferred version first. */
    static final Comparator<String> NEWEST_FIRST = VersionPriority::compare;

    private VersionPriority() {}

    private static int compare(String one, String other) {
        Matcher a = KUBE_LIKE.matcher(one);
        Matcher b = KUBE_LIKE.matcher(other);
        boolean first = a.matches();
        boolean second = b.matches();
        if (!first || !second) {
            return first ? -1 : second ? 1 : one.compareTo(other);
        }
        int stability = Integer.compare(stability(b), stability(a));
        if (stability != 0) {
            return stability;
        }
        int major = Long.compare(number(b, 1), number(a, 1));
        return major != 0 ? major : Long.compare(number(b, 3), number(a, 3));
    }

    private static int stability(Matcher version) {
        return version.group(2) == null ? 2 : version.group(2).equals("beta") ? 1 : 0;
    }

    private static long number(Matcher version, int group) {
        String digits = version.group(group);
        return digits == null ? 0 : digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
