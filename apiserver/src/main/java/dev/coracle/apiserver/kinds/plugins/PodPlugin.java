package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.Set;

/** What concerns pods themselves, and none of their subresources. */
abstract class PodPlugin implements AdmissionPlugin {
    static final GroupResource PODS = new GroupResource("", "pods");

    private final String name;
    private final Set<AdmissionOperation> operations;

    PodPlugin(String name, AdmissionOperation... operations) {
        this.name = name;
        this.operations = Set.of(operations);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return subresource.isEmpty()
                && operations.contains(operation)
                && resource.storage().equals(PODS);
    }

    static ApiException forbidden(ObjectNode pod, String why) {
        String name = Tree.name(pod);
        String prefix = Tree.text(Tree.metadata(pod), "generateName");
        return ApiException.forbidden(PODS, name.isEmpty() ? prefix : name, why);
    }
}
