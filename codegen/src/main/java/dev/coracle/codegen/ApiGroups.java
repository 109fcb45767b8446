package dev.coracle.codegen;

import java.util.Map;

/** The API group a Go package defines. */
final class ApiGroups {
    /** Packages whose group has another name than the package. */
    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("core", ""),
            Map.entry("apps", "apps"),
            Map.entry("autoscaling", "autoscaling"),
            Map.entry("batch", "batch"),
            Map.entry("policy", "policy"),
            Map.entry("meta", ""),
            Map.entry("rbac", "rbac.authorization.k8s.io"),
            Map.entry("flowcontrol", "flowcontrol.apiserver.k8s.io"),
            Map.entry("apiserverinternal", "internal.apiserver.k8s.io"));

    private ApiGroups() {}

    /** Of a definition such as {@code io.k8s.api.rbac.v1.Role}. */
    static String ofDefinition(String definition) {
        String[] parts = definition.split("\\.", -1);
        String packageName = parts[parts.length - 3];
        return RENAMED.getOrDefault(packageName, packageName + ".k8s.io");
    }

    static String versionOf(String definition) {
        String[] parts = definition.split("\\.", -1);
        return parts[parts.length - 2];
    }
}
