package dev.coracle.machinery.schema;

/**
 * A resource type at a version.
 *
 * @param group empty for the core group
 * @param resource the plural
 */
public record GroupVersionResource(String group, String version, String resource) {
    @Override
    public String toString() {
        return resource + "." + version + (group.isEmpty() ? "" : "." + group);
    }
}
