package dev.coracle.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.catalogue.Subresource;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The resources of one group version, in both notations. */
final class ResourceLists {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What upstream (v1.36) still stores in an older version, so that the release before can read it. */
    private static final Map<GroupResource, String> STORED_OLDER = Map.of(
            new GroupResource("admissionregistration.k8s.io", "mutatingadmissionpolicies"), "v1beta1",
            new GroupResource("admissionregistration.k8s.io", "mutatingadmissionpolicybindings"), "v1beta1",
            new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"), "v1beta1");

    /** In the order upstream lists them in. */
    private static final List<String> OF_CUSTOM_RESOURCES =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

    private final GroupVersion version;
    private final List<Resource> resources;

    /** @param resources those served at the version, sorted by plural */
    ResourceLists(GroupVersion version, List<Resource> resources) {
        this.version = version;
        this.resources = resources;
    }

    /** {@code v1.APIResourceList}. */
    ObjectNode resourceList() {
        ObjectNode list = NODES.objectNode().put("kind", "APIResourceList");
        if (!version.group().isEmpty()) {
            list.put("apiVersion", "v1");
        }
        list.put("groupVersion", version.toString());
        ArrayNode items = list.putArray("resources");
        for (Resource resource : resources) {
            ObjectNode item = items.addObject()
                    .put("name", resource.names().plural())
                    .put("singularName", resource.names().singular())
                    .put("namespaced", resource.namespaced())
                    .put("kind", resource.names().kind());
            strings(item, "verbs", verbs(resource));
            stringsIfAny(item, "shortNames", resource.names().shortNames());
            stringsIfAny(item, "categories", resource.names().categories());
            if (resource.verbs().containsAll(List.of("create", "list"))) {
                item.put("storageVersionHash", storageVersionHash(resource));
            }
            for (Subresource subresource : subresources(resource)) {
                ObjectNode sub = items.addObject()
                        .put("name", resource.names().plural() + "/" + subresource.name())
                        .put("singularName", "")
                        .put("namespaced", resource.namespaced());
                if (!subresource.kind().groupVersion().equals(version)) {
                    sub.put("group", subresource.kind().group())
                            .put("version", subresource.kind().version());
                }
                sub.put("kind", subresource.kind().kind());
                strings(sub, "verbs", subresource.verbs());
            }
        }
        return list;
    }

    /** {@code apidiscovery.k8s.io APIVersionDiscovery}. */
    ObjectNode versionDiscovery() {
        ObjectNode discovery = NODES.objectNode().put("version", version.version());
        ArrayNode items = discovery.putArray("resources");
        for (Resource resource : resources) {
            ObjectNode item = items.addObject().put("resource", resource.names().plural());
            responseKind(item, kind(resource));
            item.put("scope", resource.namespaced() ? "Namespaced" : "Cluster")
                    .put("singularResource", resource.names().singular());
            strings(item, "verbs", verbs(resource));
            stringsIfAny(item, "shortNames", resource.names().shortNames());
            stringsIfAny(item, "categories", resource.names().categories());
            List<Subresource> below = subresources(resource);
            if (!below.isEmpty()) {
                ArrayNode subs = item.putArray("subresources");
                for (Subresource subresource : below) {
                    ObjectNode sub = subs.addObject().put("subresource", subresource.name());
                    responseKind(sub, subresource.kind());
                    strings(sub, "verbs", subresource.verbs());
                }
            }
        }
        return discovery.put("freshness", "Current");
    }

    private GroupVersionKind kind(Resource resource) {
        return new GroupVersionKind(
                version.group(), version.version(), resource.names().kind());
    }

    private List<Subresource> subresources(Resource resource) {
        return resource.subresources().stream()
                .sorted(resource.isCustom() ? Comparator.reverseOrder() : Comparator.naturalOrder())
                .map(name -> Subresource.of(name, kind(resource))
                        .orElseThrow(() ->
                                new IllegalStateException(resource.storage() + " has the unknown subresource " + name)))
                .toList();
    }

    /** Empty group and version stand for the ones the resource is listed under. */
    private void responseKind(ObjectNode item, GroupVersionKind kind) {
        boolean own = kind.groupVersion().equals(version);
        item.putObject("responseKind")
                .put("group", own ? "" : kind.group())
                .put("version", own ? "" : kind.version())
                .put("kind", kind.kind());
    }

    private static List<String> verbs(Resource resource) {
        return resource.isCustom() ? OF_CUSTOM_RESOURCES : sorted(resource.verbs());
    }

    private static List<String> sorted(Collection<String> words) {
        return words.stream().sorted().toList();
    }

    private static void strings(ObjectNode object, String field, List<String> values) {
        ArrayNode array = object.putArray(field);
        values.forEach(array::add);
    }

    private static void stringsIfAny(ObjectNode object, String field, List<String> values) {
        if (!values.isEmpty()) {
            strings(object, field, values);
        }
    }

    /** As upstream: the first 8 bytes of the SHA-256 of the storage kind. */
    private static String storageVersionHash(Resource resource) {
        GroupVersion stored = resource.stored().groupVersion();
        String version = STORED_OLDER.getOrDefault(resource.storage(), stored.version());
        String kind = stored.group() + "/" + version + "/" + resource.names().kind();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(kind.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
