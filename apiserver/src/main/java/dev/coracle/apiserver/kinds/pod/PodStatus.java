package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A pod's status: what it starts as, and what an update of it may say. */
final class PodStatus {
    private static final String FIELD = "observedGeneration";

    private PodStatus() {}

    static void initialize(ObjectNode pod) {
        ObjectNode status = pod.putObject("status");
        status.put("phase", "Pending");
        status.put("qosClass", QosClass.of(Tree.spec(pod)));
        if (!Tree.isEmpty(Tree.spec(pod), "schedulingGates")) {
            ObjectNode condition = status.putArray("conditions").addObject();
            condition.putNull("lastProbeTime").putNull("lastTransitionTime");
            condition
                    .put("message", "Scheduling is blocked due to non-empty scheduling gates")
                    .put("reason", "SchedulingGated")
                    .put("status", "False")
                    .put("type", "PodScheduled");
        }
    }

    static void prepareForUpdate(ObjectNode pod, ObjectNode old) {
        ObjectNode status = Tree.createObject(pod, "status");
        String qosClass = Tree.text(Tree.status(old), "qosClass");
        if (!qosClass.isEmpty()) {
            Tree.setDefault(status, "qosClass", qosClass);
        }
        ObjectNode metadata = Tree.createObject(pod, "metadata");
        JsonNode owners = Tree.get(Tree.metadata(old), "ownerReferences");
        if (owners.isMissingNode()) {
            metadata.remove("ownerReferences");
        } else {
            metadata.set("ownerReferences", owners.deepCopy());
        }
        addresses(status, "podIP", "podIPs");
        addresses(status, "hostIP", "hostIPs");
        observedGenerations(status, Tree.status(old));
    }

    /** A writer that knows nothing of observed generations leaves them as they are. */
    private static void observedGenerations(ObjectNode status, JsonNode old) {
        if (Tree.number(status, FIELD) == 0 && Tree.number(old, FIELD) != 0) {
            status.set(FIELD, old.get(FIELD));
        }
        Map<String, Deque<JsonNode>> before = new HashMap<>();
        for (JsonNode condition : Tree.get(old, "conditions")) {
            before.computeIfAbsent(Tree.text(condition, "type"), unused -> new ArrayDeque<>(1))
                    .add(condition);
        }
        for (JsonNode condition : Tree.get(status, "conditions")) {
            JsonNode same = before.getOrDefault(Tree.text(condition, "type"), new ArrayDeque<>(0))
                    .poll();
            if (same != null
                    && condition instanceof ObjectNode node
                    && Tree.number(node, FIELD) == 0
                    && Tree.number(same, FIELD) != 0) {
                node.set(FIELD, same.get(FIELD));
            }
        }
    }

    /** The single address and the list tell the same; the single one wins. */
    private static void addresses(ObjectNode status, String single, String list) {
        String address = Tree.text(status, single);
        JsonNode addresses = Tree.get(status, list);
        String first = addresses.isEmpty() ? "" : Tree.text(addresses.get(0), "ip");
        if (address.isEmpty() && !first.isEmpty()) {
            status.put(single, first);
        } else if (!address.isEmpty() && !address.equals(first)) {
            status.putArray(list).addObject().put("ip", address);
        }
    }

    static void validateUpdate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        PodStatusValidation.validate(pod, old, errors);
    }
}
