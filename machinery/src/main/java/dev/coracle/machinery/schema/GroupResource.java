package dev.coracle.machinery.schema;

/**
 * A resource type whatever its version, printed {@code deployments.apps}.
 *
 * @param group empty for the core group
 * @param resource the plural
 */
public record GroupResource(String group, String resource) {
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
