package dev.coracle.machinery.schema;

/**
 * The type an object says it has.
 *
 * @param group empty for the core group
 */
public record GroupVersionKind(String group, String version, String kind) {
    public GroupVersion groupVersion() {
        return new GroupVersion(group, version);
    }
}
