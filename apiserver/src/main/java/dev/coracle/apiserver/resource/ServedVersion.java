package dev.coracle.apiserver.resource;

import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Names;
import dev.coracle.machinery.schema.Schema;

/**
 * One version a resource is served at.
 *
 * @param groupVersion where it is served; cohabiting resources differ in the group too
 * @param schema the fields of this version
 * @param conversion to and from the stored version
 */
public record ServedVersion(GroupVersion groupVersion, Schema schema, Conversion conversion) {
    /** The kind that a resource of these names has in this version. */
    public GroupVersionKind kind(Names names) {
        return new GroupVersionKind(groupVersion.group(), groupVersion.version(), names.kind());
    }

    @SuppressWarnings("ReferenceEquality") // NONE is one object
    public boolean isStored() {
        return conversion == Conversion.NONE;
    }
}
