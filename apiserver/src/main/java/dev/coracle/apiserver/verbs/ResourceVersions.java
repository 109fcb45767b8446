package dev.coracle.apiserver.verbs;

import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;

/** Resource versions as clients send them. */
final class ResourceVersions {
    private ResourceVersions() {}

    /** For a get or a watch, where upstream lets the error out as it is. */
    static long parse(String version) {
        return parse(version, StatusReason.UNKNOWN, "");
    }

    /** For a list. */
    static long parseForList(String version) {
        return parse(version, StatusReason.BAD_REQUEST, "invalid resource version: ");
    }

    private static long parse(String version, StatusReason reason, String prefix) {
        try {
            return Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            throw ApiException.of(
                    reason,
                    prefix + "resourceVersion: Invalid value: \"" + version + "\": strconv.ParseUint: parsing \""
                            + version + "\": invalid syntax",
                    null);
        }
    }
}
