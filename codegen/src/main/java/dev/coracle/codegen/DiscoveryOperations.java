package dev.coracle.codegen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.openapi.ApiFlavour;
import dev.coracle.machinery.openapi.ResourcePaths;
import dev.coracle.machinery.schema.GroupVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operations that are on no resource: discovery, the version, what tells of service accounts' tokens. */
final class DiscoveryOperations {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final List<String> JSON = List.of("application/json");
    private static final List<String> OBJECTS = ApiFlavour.BUILT_IN.answers();

    private DiscoveryOperations() {}

    /**
     * One of them, always a GET.
     *
     * @param path without slashes at its ends: also what the document that holds nothing else is called in the index
     * @param definition of the answer; empty where that is a text
     */
    record Operation(String path, String tag, String description, String id, List<String> types, String definition) {
        Operation {
            types = List.copyOf(types);
        }

        /** The path as OpenAPI has it: with a slash at its end. */
        String address() {
            return "/" + path + "/";
        }

        ObjectNode item() {
            ObjectNode item = NODES.objectNode();
            ObjectNode get = item.putObject("get");
            get.putArray("tags").add(tag);
            get.put("description", description).put("operationId", id);
            ObjectNode responses = get.putObject("responses");
            ObjectNode content =
                    responses.putObject("200").put("description", "OK").putObject("content");
            for (String type : types) {
                ObjectNode schema = content.putObject(type).putObject("schema");
                if (definition.isEmpty()) {
                    schema.put("type", "string");
                } else {
                    schema.put("$ref", ResourcePaths.REFERENCE + definition);
                }
            }
            responses.putObject("401").put("description", "Unauthorized");
            return item;
        }
    }

    /** What a group version serves. */
    static Operation resources(GroupVersion version) {
        String word = ResourcePaths.word(version.group());
        return new Operation(
                (version.group().isEmpty() ? "api/" : "apis/") + version,
                word + "_" + version.version(),
                "get available resources",
                "get" + ResourcePaths.capital(word) + ResourcePaths.capital(version.version()) + "APIResources",
                OBJECTS,
                META + "APIResourceList");
    }

    /** Those that have a document of their own, in the index's order. */
    static Collection<Operation> standing(Collection<GroupVersion> served) {
        Map<String, Operation> operations = new TreeMap<>();
        for (Operation operation : List.of(
                new Operation(
                        ".well-known/openid-configuration",
                        "WellKnown",
                        "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
                        "getServiceAccountIssuerOpenIDConfiguration",
                        JSON,
                        ""),
                new Operation(
                        "api",
                        "core",
                        "get available API versions",
                        "getCoreAPIVersions",
                        OBJECTS,
                        META + "APIVersions"),
                new Operation(
                        "apis", "apis", "get available API versions", "getAPIVersions", OBJECTS, META + "APIGroupList"),
                new Operation(
                        "openid/v1/jwks",
                        "openid",
                        "get service account issuer OpenID JSON Web Key Set (contains public token verification keys)",
                        "getServiceAccountIssuerOpenIDKeyset",
                        List.of("application/jwk-set+json"),
                        ""),
                new Operation(
                        "version",
                        "version",
                        "get the version information for this server",
                        "getCodeVersion",
                        JSON,
                        "io.k8s.apimachinery.pkg.version.Info"))) {
            operations.put(operation.path(), operation);
        }
        for (GroupVersion version : served) {
            if (!version.group().isEmpty()) {
                operations.put("apis/" + version.group(), group(version.group()));
            }
        }
        return operations.values();
    }

    private static Operation group(String group) {
        String word = ResourcePaths.word(group);
        return new Operation(
                "apis/" + group,
                word,
                "get information of a group",
                "get" + ResourcePaths.capital(word) + "APIGroup",
                OBJECTS,
                META + "APIGroup");
    }
}
