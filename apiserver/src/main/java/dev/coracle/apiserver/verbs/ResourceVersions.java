package dev.coracle.apiserver.verbs;

import dev.coracle.machinery.errors.ApiException;

/** Resource versions as clients send them. */
final class ResourceVersions {
    private ResourceVersions() {}

    /** For a get or a watch, where upstream lets the error out as it is. */
    static long parse(String version) {
        return parse(version, 500, "", "");
    }

    /** For a list. */
    static long parseForList(String version) {
        return parse(version, 400, "BadRequest", "invalid resource version: ");
    }

    private static long parse(String version, int code, String reason, String prefix) {
        try {
            return Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            throw ApiException.of(
                    code,
                    reason,
                    prefix + "resourceVersion: Invalid value: \"" + version + "\": strconv.ParseUint: parsing \""
                            + version + "\": invalid syntax",
                    null);
        }
    }
}
