package dev.coracle.apiserver.kinds.pod;

import java.util.regex.Pattern;

/** Whether a text is an image's name: the grammar of the distribution project's references (v0.6), which upstream asks. */
final class ImageName {
    /** Longer than a name, a tag and a digest can be together. */
    private static final int LONGEST = 600;

    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final String HOST = "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])";
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final String DIGEST = "sha256:[a-fA-F0-9]{64}|sha384:[a-fA-F0-9]{96}|sha512:[a-fA-F0-9]{128}";
    private static final Pattern REFERENCE = Pattern.compile("(?:" + HOST + "(?::[0-9]+)?/)?" + PART + "(?:/" + PART
            + ")*(?::\\w[\\w.-]{0,127})?(?:@(?:" + DIGEST + "))?");

    /** A name that could as well be an image's id. */
    private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");

    private ImageName() {}

    static boolean isValid(String image) {
        return image.length() <= LONGEST
                && REFERENCE.matcher(image).matches()
                && !ID.matcher(image).matches();
    }
}
