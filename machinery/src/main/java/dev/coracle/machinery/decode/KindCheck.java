package dev.coracle.machinery.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schemas;
import java.util.Map;
import java.util.Set;

/** Whether a body says it is what the path expects, with the words of upstream's scheme and codec. */
final class KindCheck {
    private static final String SCHEME = "pkg/runtime/scheme.go:111";

    /** Versions that are served no more but that upstream's scheme still converts from. */
    private static final Map<String, Set<String>> FORMER = Map.of(
            "Deployment", Set.of("apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"),
            "ReplicaSet", Set.of("apps/v1beta2", "extensions/v1beta1"),
            "EndpointSlice", Set.of("discovery.k8s.io/v1beta1"),
            "Event", Set.of("events.k8s.io/v1beta1", "events.k8s.io/v1", "v1"),
            "Lease", Set.of("coordination.k8s.io/v1beta1"),
            "RuntimeClass", Set.of("node.k8s.io/v1beta1", "node.k8s.io/v1alpha1"));

    private static final Set<String> OF_EVERY_VERSION = Set.of(
            "WatchEvent",
            "ListOptions",
            "GetOptions",
            "DeleteOptions",
            "CreateOptions",
            "UpdateOptions",
            "PatchOptions");
    private static final Set<String> OTHER_SERVERS = Set.of("apiextensions.k8s.io", "apiregistration.k8s.io");

    private final Schemas schemas;

    KindCheck(Schemas schemas) {
        this.schemas = schemas;
    }

    /** The kind an object names, with what it leaves out taken from {@code expected} and written into the object. */
    static GroupVersionKind kindOf(JsonNode tree, GroupVersionKind expected) {
        String kind = tree.path("kind").asText("");
        String apiVersion = tree.path("apiVersion").asText("");
        if (kind.isEmpty()) {
            kind = expected.kind();
        }
        if (apiVersion.isEmpty()) {
            apiVersion = expected.groupVersion().toString();
        }
        if (tree instanceof ObjectNode object) {
            object.put("kind", kind).put("apiVersion", apiVersion);
        }
        GroupVersion version = GroupVersion.parse(apiVersion);
        return new GroupVersionKind(version.group(), version.version(), kind);
    }

    /** Refuses an object of another kind or version than expected. */
    void check(GroupVersionKind actual, DecodeTarget target, byte[] body) {
        GroupVersionKind expected = target.kind();
        if (actual.version().indexOf('/') >= 0) {
            throw ApiException.badRequest("the object provided is unrecognized (must be of type " + expected.kind()
                    + "): unexpected GroupVersion string: " + actual.groupVersion() + " (" + Summary.of(body) + ")");
        }
        if (actual.equals(expected) || isOptions(actual, expected)) {
            return;
        }
        if (target.schema().isCustom()) {
            checkCustom(actual, expected);
            return;
        }
        if (actual.kind().equals(expected.kind())
                && FORMER.getOrDefault(actual.kind(), Set.of())
                        .contains(actual.groupVersion().toString())) {
            throw ApiException.badRequest("the API version in the data (" + actual.groupVersion()
                    + ") does not match the expected API version (" + expected.groupVersion() + ")");
        }
        String why = isRegistered(actual, expected) ? inconvertible(actual, target) : unregistered(actual);
        throw ApiException.badRequest(actual.kind() + " in version \"" + actual.version() + "\" cannot be handled as a "
                + expected.kind() + ": " + why);
    }

    static String inconvertible(GroupVersionKind actual, DecodeTarget target) {
        return "converting (" + actual.version() + "." + actual.kind() + ") to (" + internalPackage(target) + "."
                + target.kind().kind() + "): unknown conversion";
    }

    /** Why nothing can be read as {@code actual}; empty when something can. */
    String unknown(GroupVersionKind actual, DecodeTarget target) {
        if (actual.version().indexOf('/') >= 0) {
            return "unexpected GroupVersion string: " + actual.groupVersion();
        }
        return actual.equals(target.kind()) || isRegistered(actual, target.kind()) ? "" : unregistered(actual);
    }

    static String unregistered(GroupVersionKind kind) {
        return "no kind \"" + kind.kind() + "\" is registered for version \"" + kind.groupVersion() + "\" in scheme \""
                + SCHEME + "\"";
    }

    /** Whether the scheme that knows {@code expected} knows the other kind too: upstream is three servers in a row. */
    private boolean isRegistered(GroupVersionKind actual, GroupVersionKind expected) {
        boolean apart = OTHER_SERVERS.contains(actual.group()) || OTHER_SERVERS.contains(expected.group());
        if (apart && !actual.group().equals(expected.group())) {
            return false;
        }
        String version = actual.groupVersion().toString();
        return schemas.of(actual).isPresent()
                || (version.equals("v1") && actual.kind().equals("List"))
                || FORMER.getOrDefault(actual.kind(), Set.of()).contains(version)
                || (OF_EVERY_VERSION.contains(actual.kind())
                        && schemas.kinds().stream()
                                .anyMatch(kind -> kind.groupVersion().equals(actual.groupVersion())));
    }

    /** Of a custom resource another kind is the validation's to refuse. */
    private static void checkCustom(GroupVersionKind actual, GroupVersionKind expected) {
        if (!actual.groupVersion().equals(expected.groupVersion())) {
            throw ApiException.badRequest("the API version in the data (" + actual.groupVersion()
                    + ") does not match the expected API version (" + expected.groupVersion() + ")");
        }
    }

    /** Delete options belong to every group and version. */
    private static boolean isOptions(GroupVersionKind actual, GroupVersionKind expected) {
        return expected.kind().equals("DeleteOptions") && actual.kind().equals("DeleteOptions");
    }

    /** Where the unversioned Go type lives: {@code apps} of {@code io.k8s.api.apps.v1.Deployment}. */
    private static String internalPackage(DecodeTarget target) {
        String[] parts = target.schema().name().split("\\.", -1);
        return parts[parts.length - 3].equals("events") ? "core" : parts[parts.length - 3];
    }
}
