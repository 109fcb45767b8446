package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The class must exist, and brings its overhead and its scheduling along. */
final class RuntimeClassAdmission extends PodPlugin {
    private static final GroupResource CLASSES = new GroupResource("node.k8s.io", "runtimeclasses");

    RuntimeClassAdmission() {
        super("RuntimeClass", AdmissionOperation.CREATE);
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        ObjectNode pod = attributes.object();
        admit(attributes.context(), pod, Tree.createObject(pod, "spec"));
        return InTurn.DONE;
    }

    private static void admit(WriteContext context, ObjectNode pod, ObjectNode spec) {
        String name = Tree.text(spec, "runtimeClassName");
        if (name.isEmpty()) {
            return;
        }
        ObjectNode found = context.find(CLASSES, "", name)
                .orElseThrow(() -> forbidden(pod, "pod rejected: RuntimeClass \"" + name + "\" not found"));
        overhead(pod, spec, Tree.get(found, "overhead", "podFixed"));
        JsonNode scheduling = Tree.get(found, "scheduling");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(scheduling, "nodeSelector"))) {
            ObjectNode selector = Tree.createObject(spec, "nodeSelector");
            JsonNode there = selector.get(entry.getKey());
            if (there != null && !there.equals(entry.getValue())) {
                throw forbidden(
                        pod,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + entry.getKey() + "] = "
                                + entry.getValue().asText() + "; pod.spec.nodeSelector[" + entry.getKey() + "] = "
                                + there.asText());
            }
            selector.set(entry.getKey(), entry.getValue());
        }
        for (JsonNode toleration : Tree.get(scheduling, "tolerations")) {
            Tree.createList(spec, "tolerations").add(toleration.deepCopy());
        }
    }

    /** Overhead is the class's to give. */
    @Override
    public CompletableFuture<Void> validate(AdmissionAttributes attributes) {
        ObjectNode pod = attributes.object();
        JsonNode spec = Tree.spec(pod);
        if (Tree.isEmpty(spec, "runtimeClassName") && Tree.has(spec, "overhead")) {
            throw forbidden(pod, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
        return InTurn.DONE;
    }

    private static void overhead(ObjectNode pod, ObjectNode spec, JsonNode fixed) {
        if (Tree.has(spec, "overhead") && !Tree.same(Tree.get(spec, "overhead"), fixed)) {
            throw forbidden(
                    pod,
                    fixed.isMissingNode()
                            ? "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
                            : "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
        if (!fixed.isEmpty()) {
            spec.set("overhead", fixed.deepCopy());
        }
    }
}
