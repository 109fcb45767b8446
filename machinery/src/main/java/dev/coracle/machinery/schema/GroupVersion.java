package dev.coracle.machinery.schema;

/**
 * A group at a version, printed as in {@code apiVersion}: {@code v1}, {@code apps/v1}.
 *
 * @param group empty for the core group
 */
public record GroupVersion(String group, String version) {
    public static GroupVersion parse(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? new GroupVersion("", apiVersion)
                : new GroupVersion(apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
    }

    @Override
    public String toString() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
