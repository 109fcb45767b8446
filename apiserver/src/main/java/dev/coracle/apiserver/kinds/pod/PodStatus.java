package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.resource.DnsNames;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Addresses;
import dev.coracle.apiserver.validation.LabelValidation;
import dev.coracle.apiserver.validation.Names;
import dev.coracle.apiserver.validation.ObjectMetaValidation;
import java.util.Set;

/** A pod's status: what it starts as, and what an update of it may say. */
final class PodStatus {
    private static final Path STATUS = Path.of("status");
    private static final Set<String> SYSTEM_CONDITIONS = Set.of("PodScheduled", "Ready", "Initialized");

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
        JsonNode status = Tree.status(pod);
        JsonNode oldStatus = Tree.status(old);
        int i = 0;
        for (JsonNode condition : Tree.get(status, "conditions")) {
            String type = Tree.text(condition, "type");
            if (!SYSTEM_CONDITIONS.contains(type)) {
                LabelValidation.labelName(
                        type, Path.of("metadata", "conditions").index(i).child("Type"), errors);
            }
            i++;
        }
        String nominated = Tree.text(status, "nominatedNodeName");
        if (!nominated.isEmpty() && !DnsNames.isSubdomain(nominated)) {
            Names.dnsSubdomain(nominated, STATUS.child("nominatedNodeName"), errors);
        }
        ObjectMetaValidation.immutable(
                Tree.get(status, "qosClass"), Tree.get(oldStatus, "qosClass"), STATUS.child("qosClass"), errors);
        String restartPolicy = Tree.text(Tree.spec(old), "restartPolicy");
        for (String list : new String[] {"containerStatuses", "initContainerStatuses"}) {
            transitions(
                    Tree.get(status, list), Tree.get(oldStatus, list), old, restartPolicy, STATUS.child(list), errors);
        }
        i = 0;
        for (JsonNode address : Tree.get(status, "podIPs")) {
            Addresses.ip(Tree.text(address, "ip"), STATUS.child("podIPs").index(i++), errors);
        }
        JsonNode hosts = Tree.get(status, "hostIPs");
        i = 0;
        for (JsonNode address : hosts) {
            Addresses.ip(Tree.text(address, "ip"), STATUS.child("hostIPs").index(i++), errors);
        }
    }

    /** Under a policy that does not restart it, an ended container stays ended. */
    private static void transitions(
            JsonNode statuses, JsonNode old, ObjectNode pod, String restartPolicy, Path path, FieldErrors errors) {
        if (restartPolicy.equals("Always")) {
            return;
        }
        int i = 0;
        for (JsonNode before : old) {
            JsonNode ended = Tree.get(before, "state", "terminated");
            boolean retried = restartPolicy.equals("OnFailure") && Tree.number(ended, "exitCode") != 0;
            String name = Tree.text(before, "name");
            if (!ended.isMissingNode() && !retried && !restartsByItself(pod, name)) {
                for (JsonNode now : statuses) {
                    if (Tree.text(now, "name").equals(name)
                            && Tree.get(now, "state", "terminated").isMissingNode()) {
                        errors.forbidden(
                                path.index(i).child("state"), "may not be transitioned to non-terminated state");
                    }
                }
            }
            i++;
        }
    }

    private static boolean restartsByItself(ObjectNode pod, String name) {
        for (String list : new String[] {"initContainers", "containers"}) {
            for (JsonNode container : Tree.get(Tree.spec(pod), list)) {
                if (Tree.text(container, "name").equals(name)) {
                    return Tree.has(container, "restartPolicy");
                }
            }
        }
        return false;
    }
}
