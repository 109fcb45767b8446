package dev.coracle.apiserver.decode;

import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.schema.Schema;

/**
 * What a body is to be.
 *
 * @param kind the kind expected, and filled in where the body names none
 */
public record DecodeTarget(GroupVersionKind kind, Schema schema) {
    /** An object of a resource, in the version the request names. */
    public static DecodeTarget of(Resource resource, ServedVersion version) {
        return new DecodeTarget(
                new GroupVersionKind(
                        version.groupVersion().group(),
                        version.groupVersion().version(),
                        resource.names().kind()),
                version.schema());
    }
}
