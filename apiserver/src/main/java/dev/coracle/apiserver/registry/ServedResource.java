package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersionKind;

/** A resource at the version a request names. */
public record ServedResource(Resource resource, ServedVersion version) {
    public static ServedResource stored(Resource resource) {
        return new ServedResource(resource, resource.stored());
    }

    /** The kind in this version. */
    public GroupVersionKind kind() {
        return version.kind(resource.names());
    }

    /** As error messages name it: with the group of the request, not of the storage. */
    public GroupResource groupResource() {
        return new GroupResource(
                version.groupVersion().group(), resource.storage().resource());
    }
}
