package dev.coracle.apiserver.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.resource.GroupVersion;
import dev.coracle.apiserver.resource.GroupVersionKind;
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

    private final SchemaCatalogue schemas;

    KindCheck(SchemaCatalogue schemas) {
        this.schemas = schemas;
    }

    /** The kind an object names, with what it leaves out taken from {@code expected} and written into the object. */
    static GroupVersionKind kindOf(ObjectNode object, GroupVersionKind expected) {
        String kind = object.path("kind").asText("");
        String apiVersion = object.path("apiVersion").asText("");
        if (kind.isEmpty()) {
            kind = expected.kind();
            object.put("kind", kind);
        }
        if (apiVersion.isEmpty()) {
            apiVersion = expected.groupVersion().toString();
            object.put("apiVersion", apiVersion);
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
        String why = schemas.of(actual).isPresent()
                ? "converting (" + actual.version() + "." + actual.kind() + ") to (" + internalPackage(target) + "."
                        + expected.kind() + "): unknown conversion"
                : "no kind \"" + actual.kind() + "\" is registered for version \"" + actual.groupVersion()
                        + "\" in scheme \"" + SCHEME + "\"";
        throw ApiException.badRequest(actual.kind() + " in version \"" + actual.version() + "\" cannot be handled as a "
                + expected.kind() + ": " + why);
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
    static String internalPackage(DecodeTarget target) {
        String[] parts = target.schema().name().split("\\.", -1);
        return parts[parts.length - 3].equals("events") ? "core" : parts[parts.length - 3];
    }
}
