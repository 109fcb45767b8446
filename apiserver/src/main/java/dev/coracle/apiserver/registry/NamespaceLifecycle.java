package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.Optional;
import java.util.Set;

/** The NamespaceLifecycle admission plugin (v1.36): nothing new where there is no namespace, or where one is going. */
final class NamespaceLifecycle {
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final Backend backend;

    NamespaceLifecycle(Backend backend) {
        this.backend = backend;
    }

    void checkCreate(Served target, String namespace, String name) {
        Optional<Resource> namespaces = backend.resources().storedAs(NAMESPACES);
        if (namespace.isEmpty() || namespaces.isEmpty()) {
            return;
        }
        StoredObject there = backend.cache()
                .of(namespaces.get())
                .get("", namespace)
                .orElseThrow(() -> ApiException.notFound(NAMESPACES, namespace));
        ObjectNode object = there.read();
        if (Tree.has(Tree.metadata(object), "deletionTimestamp")) {
            throw terminating(target.groupResource(), namespace, name);
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
                403,
                "Forbidden",
                subject + " is forbidden: unable to create new content in namespace " + namespace
                        + " because it is being terminated",
                details);
    }

    void checkDelete(Served target, String name) {
        if (target.resource().storage().equals(NAMESPACES) && IMMORTAL.contains(name)) {
            throw ApiException.forbidden(NAMESPACES, name, "this namespace may not be deleted");
        }
    }
}
