package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the {@code binding} subresource does: gives a pod to a node, once. */
public final class PodBinding {
    private static final GroupResource RESOURCE = new GroupResource("", "pods/binding");

    private PodBinding() {}

    /** Refuses a Binding that names no node. */
    public static void validate(ObjectNode binding) {
        JsonNode target = Tree.get(binding, "target");
        FieldErrors errors = new FieldErrors();
        String kind = Tree.text(target, "kind");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.notSupported(Path.of("target", "kind"), kind, List.of("Node", "<empty>"));
        }
        if (Tree.isEmpty(target, "name")) {
            errors.required(Path.of("target", "name"), "");
        }
        if (!errors.isEmpty()) {
            // Upstream does not make a Status of these errors.
            throw ApiException.unforeseen(errors.toString());
        }
    }

    /**
     * Sets the node, the binding's annotations and the PodScheduled condition.
     *
     * @param pod a fresh tree, changed in place
     * @throws ApiException 409 when the pod is on a node already, gated, or going
     */
    public static void apply(ObjectNode pod, ObjectNode binding, Instant now) {
        String name = Tree.name(pod);
        ObjectNode spec = Tree.createObject(pod, "spec");
        String node = Tree.text(spec, "nodeName");
        if (Tree.has(Tree.metadata(pod), "deletionTimestamp")) {
            throw conflict(name, "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        if (!node.isEmpty()) {
            throw conflict(name, "pod " + name + " is already assigned to node \"" + node + "\"");
        }
        if (!Tree.isEmpty(spec, "schedulingGates")) {
            throw conflict(name, "pod " + name + " has non-empty .spec.schedulingGates");
        }
        spec.put("nodeName", Tree.text(Tree.get(binding, "target"), "name"));
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(Tree.metadata(binding), "annotations"))) {
            Tree.createObject(Tree.createObject(pod, "metadata"), "annotations").set(entry.getKey(), entry.getValue());
        }
        scheduled(Tree.createList(Tree.createObject(pod, "status"), "conditions"), now);
    }

    private static void scheduled(ArrayNode conditions, Instant now) {
        ObjectNode condition = null;
        for (JsonNode there : conditions) {
            if (Tree.text(there, "type").equals("PodScheduled") && there instanceof ObjectNode object) {
                condition = object;
            }
        }
        if (condition == null) {
            condition = conditions.addObject();
        }
        condition.removeAll();
        condition.putNull("lastProbeTime");
        condition
                .put("lastTransitionTime", now.toString())
                .put("status", "True")
                .put("type", "PodScheduled");
    }

    private static ApiException conflict(String pod, String why) {
        return ApiException.conflict(RESOURCE, pod, why);
    }
}
