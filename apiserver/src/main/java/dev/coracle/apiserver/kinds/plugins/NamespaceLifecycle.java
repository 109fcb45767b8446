package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Nothing new where there is no namespace, or where one is going; and some namespaces never go. */
final class NamespaceLifecycle implements AdmissionPlugin {
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    @Override
    public String name() {
        return "NamespaceLifecycle";
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return switch (operation) {
            case CREATE -> subresource.isEmpty() && resource.namespaced();
            case DELETE -> resource.storage().equals(NAMESPACES);
            case UPDATE, CONNECT -> false;
        };
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        if (attributes.operation() == AdmissionOperation.DELETE) {
            checkDelete(attributes.name());
        } else {
            checkCreate(attributes);
        }
        return InTurn.DONE;
    }

    private static void checkCreate(AdmissionAttributes attributes) {
        String namespace = attributes.context().namespace();
        ObjectNode there = attributes
                .context()
                .find(NAMESPACES, "", namespace)
                .orElseThrow(() -> ApiException.notFound(NAMESPACES, namespace));
        if (Tree.has(Tree.metadata(there), "deletionTimestamp")) {
            GroupResource resource = new GroupResource(
                    attributes.kind().group(),
                    attributes.context().resource().storage().resource());
            throw terminating(resource, namespace, attributes.name());
        }
    }

    private static ApiException terminating(GroupResource resource, String namespace, String name) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        details.put("kind", resource.resource());
        details.putArray("causes")
                .addObject()
                .put("reason", "NamespaceTerminating")
                .put("message", "namespace " + namespace + " is being terminated")
                .put("field", "metadata.namespace");
        String subject = name.isEmpty() ? resource.toString() : resource + " \"" + name + "\"";
        return ApiException.of(
                StatusReason.FORBIDDEN,
                subject + " is forbidden: unable to create new content in namespace " + namespace
                        + " because it is being terminated",
                details);
    }

    private static void checkDelete(String name) {
        if (IMMORTAL.contains(name)) {
            throw ApiException.forbidden(NAMESPACES, name, "this namespace may not be deleted");
        }
    }
}
