package dev.coracle.kubelet.pod;

import java.util.regex.Pattern;

/** An image's name, checked and in full, as a container runtime reports it. Immutable. */
record ImageReference(String fullName) {
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
    private static final Pattern DIGEST =
            Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}");

    /**
     * Completes a name as container runtimes do.
     *
     * @throws IllegalArgumentException with the message the kubelet has for it
     */
    static ImageReference parse(String image) {
        String rest = image;
        String digest = "";
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
        }
        String tag = "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        int slash = rest.indexOf('/');
        String domain = slash > 0 && isDomain(rest.substring(0, slash)) ? rest.substring(0, slash) : "";
        String path = domain.isEmpty() ? rest : rest.substring(slash + 1);
        if (domain.isEmpty()) {
            domain = "docker.io";
            path = path.contains("/") ? path : "library/" + path;
        }
        if (!path.equals(path.toLowerCase(java.util.Locale.ROOT))) {
            throw invalid(image, "invalid reference format: repository name (" + path + ") must be lowercase");
        }
        if (!PATH.matcher(path).matches()
                || (at >= 0 && !DIGEST.matcher(digest).matches())
                || (colon > 0
                        && image.charAt(colon) == ':'
                        && !tag.isEmpty()
                        && !TAG.matcher(tag).matches())
                || image.endsWith(":")) {
            throw invalid(image, "invalid reference format");
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = "latest";
        }
        return new ImageReference(
                domain + "/" + path + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest));
    }

    private static boolean isDomain(String first) {
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }

    private static IllegalArgumentException invalid(String image, String why) {
        return new IllegalArgumentException("Failed to apply default image tag \"" + image
                + "\": couldn't parse image name \"" + image + "\": " + why);
    }

    /** The name without registry, folders, tag and digest: {@code nginx} for {@code docker.io/library/nginx:1.25}. */
    String shortName() {
        String name = fullName.substring(fullName.lastIndexOf('/') + 1);
        int end = name.indexOf('@');
        name = end < 0 ? name : name.substring(0, end);
        end = name.indexOf(':');
        return end < 0 ? name : name.substring(0, end);
    }

    /** Name and digest, which a fake image has by the hash of its name. */
    String id() {
        int at = fullName.indexOf('@');
        if (at >= 0) {
            return fullName;
        }
        String repository = fullName.substring(0, fullName.lastIndexOf(':'));
        return repository + "@sha256:" + Hashes.sha256(fullName);
    }
}
