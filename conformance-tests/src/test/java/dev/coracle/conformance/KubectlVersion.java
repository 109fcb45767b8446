package dev.coracle.conformance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The minor version of a kubectl, whose words change now and then. */
record KubectlVersion(int minor) {
    private static final Pattern GIT_VERSION = Pattern.compile("gitVersion: v1\\.(\\d+)");

    static KubectlVersion of(Kubectl kubectl) {
        String text = kubectl.run("version --client -o yaml").ok().out();
        Matcher matcher = GIT_VERSION.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no version in " + text);
        }
        return new KubectlVersion(Integer.parseInt(matcher.group(1)));
    }
}
