package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Turns the name of a pod's priority class into a number; no name means the default class, or 0 without one. And of classes
 * only one may be the default.
 */
final class PriorityAdmission extends PodPlugin {
    private static final GroupResource CLASSES = new GroupResource("scheduling.k8s.io", "priorityclasses");
    private static final int SYSTEM_CLUSTER_CRITICAL = 2_000_000_000;
    private static final int SYSTEM_NODE_CRITICAL = 2_000_001_000;

    private static final List<String> KEPT = List.of("priority", "preemptionPolicy");

    PriorityAdmission() {
        super("Priority", AdmissionOperation.CREATE, AdmissionOperation.UPDATE);
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        boolean ofClass = operation == AdmissionOperation.CREATE || operation == AdmissionOperation.UPDATE;
        return super.handles(operation, resource, subresource)
                || (ofClass && resource.storage().equals(CLASSES));
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        if (!isOfClass(attributes)) {
            ObjectNode old = attributes.old();
            ObjectNode spec = Tree.createObject(attributes.object(), "spec");
            if (old == null) {
                resolve(attributes.context(), attributes.object(), spec);
            } else {
                keep(spec, Tree.spec(old));
            }
        }
        return InTurn.DONE;
    }

    @Override
    public CompletableFuture<Void> validate(AdmissionAttributes attributes) {
        if (isOfClass(attributes) && Tree.flag(attributes.object(), "globalDefault")) {
            checkOnlyDefault(attributes.context(), Tree.name(attributes.object()));
        }
        return InTurn.DONE;
    }

    private static boolean isOfClass(AdmissionAttributes attributes) {
        return attributes.context().resource().storage().equals(CLASSES);
    }

    private static void checkOnlyDefault(WriteContext context, String name) {
        for (ObjectNode other : context.list(CLASSES, "")) {
            if (Tree.flag(other, "globalDefault") && !Tree.name(other).equals(name)) {
                throw ApiException.forbidden(
                        CLASSES,
                        name,
                        "PriorityClass " + Tree.name(other)
                                + " is already marked as default. Only one default can exist");
            }
        }
    }

    private static void resolve(WriteContext context, ObjectNode pod, ObjectNode spec) {
        if (Tree.isEmpty(spec, "priorityClassName")) {
            defaultClass(context).ifPresent(found -> spec.put("priorityClassName", Tree.name(found)));
        }
        String name = Tree.text(spec, "priorityClassName");
        int priority = 0;
        String preemption = "PreemptLowerPriority";
        switch (name) {
            case "" -> {
                // No default class: priority 0.
            }
            case "system-cluster-critical" -> priority = SYSTEM_CLUSTER_CRITICAL;
            case "system-node-critical" -> priority = SYSTEM_NODE_CRITICAL;
            default -> {
                ObjectNode found = context.find(CLASSES, "", name)
                        .orElseThrow(() -> forbidden(pod, "no PriorityClass with name " + name + " was found"));
                priority = Tree.integer(found, "value");
                String policy = Tree.text(found, "preemptionPolicy");
                preemption = policy.isEmpty() ? preemption : policy;
            }
        }
        if (Tree.has(spec, "priority") && Tree.number(spec, "priority") != priority) {
            throw forbidden(
                    pod,
                    "the integer value of priority (" + Tree.number(spec, "priority")
                            + ") must not be provided in pod spec; priority admission controller computed " + priority
                            + " from the given PriorityClass name");
        }
        spec.put("priority", priority);
        if (!Tree.has(spec, "preemptionPolicy")) {
            spec.put("preemptionPolicy", preemption);
        } else if (!Tree.text(spec, "preemptionPolicy").equals(preemption)) {
            throw forbidden(
                    pod,
                    "the string value of PreemptionPolicy (" + Tree.text(spec, "preemptionPolicy")
                            + ") must not be provided in pod spec; priority admission controller computed " + preemption
                            + " from the given PriorityClass name");
        }
    }

    /** A client that replaces a pod by what it once wrote need not know what this plugin added. */
    private static void keep(ObjectNode spec, JsonNode old) {
        for (String field : KEPT) {
            if (!Tree.has(spec, field) && Tree.has(old, field)) {
                spec.set(field, old.get(field));
            }
        }
    }

    /** Of several, which only a race can make, the lowest. */
    private static Optional<ObjectNode> defaultClass(WriteContext context) {
        return context.list(CLASSES, "").stream()
                .filter(each -> Tree.flag(each, "globalDefault"))
                .min(Comparator.comparingInt(each -> Tree.integer(each, "value")));
    }
}
