package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Numbers;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The few things of a pod's spec that may change: images, a nearer deadline, more tolerations, fewer scheduling gates,
 * and for a gated pod a narrower node selector. Upstream's ValidatePodUpdate.
 */
final class PodUpdateValidation {
    private static final Path SPEC = Path.of("spec");
    private static final String UPDATABLE = "`spec.containers[*].image`,`spec.initContainers[*].image`,"
            + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdateValidation() {}

    static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        JsonNode spec = Tree.spec(pod);
        JsonNode before = Tree.spec(old);
        for (String list : new String[] {"containers", "initContainers"}) {
            if (Tree.get(spec, list).size() != Tree.get(before, list).size()) {
                errors.forbidden(SPEC.child(list), "pod updates may not add or remove containers");
                return;
            }
        }
        if (!deadline(spec, before, errors)) {
            return;
        }
        tolerations(Tree.get(spec, "tolerations"), Tree.get(before, "tolerations"), errors);
        gates(Tree.get(spec, "schedulingGates"), Tree.get(before, "schedulingGates"), errors);
        if (Tree.same(spec, before)) {
            return;
        }
        ObjectNode rest = withoutUpdatable(spec, before, errors);
        if (!Tree.same(rest, before)) {
            errors.forbidden(
                    SPEC,
                    "pod updates may not change fields other than " + UPDATABLE + "\n" + SpecDiff.of(before, rest));
        }
    }

    private static boolean deadline(JsonNode spec, JsonNode before, FieldErrors errors) {
        Path path = SPEC.child("activeDeadlineSeconds");
        boolean had = Tree.has(before, "activeDeadlineSeconds");
        if (!Tree.has(spec, "activeDeadlineSeconds")) {
            if (had) {
                errors.invalid(path, null, "must not update from a positive integer to nil value");
            }
            return true;
        }
        long value = Tree.number(spec, "activeDeadlineSeconds");
        if (value < 0 || value > Integer.MAX_VALUE) {
            Numbers.inRange(value, 0, Integer.MAX_VALUE, path, errors);
            return false;
        }
        if (had && Tree.number(before, "activeDeadlineSeconds") < value) {
            errors.invalid(path, value, "must be less than or equal to previous value");
            return false;
        }
        return true;
    }

    private static void tolerations(JsonNode now, JsonNode before, FieldErrors errors) {
        for (JsonNode old : before) {
            boolean kept = false;
            for (JsonNode toleration : now) {
                kept |= Tree.same(withoutSeconds(old), withoutSeconds(toleration));
            }
            if (!kept) {
                errors.forbidden(
                        SPEC.child("tolerations"),
                        "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static JsonNode withoutSeconds(JsonNode toleration) {
        ObjectNode copy = toleration.deepCopy();
        copy.remove("tolerationSeconds");
        return copy;
    }

    private static void gates(JsonNode now, JsonNode before, FieldErrors errors) {
        Set<String> old = new HashSet<>();
        before.forEach(gate -> old.add(Tree.text(gate, "name")));
        int i = 0;
        for (JsonNode gate : now) {
            String name = Tree.text(gate, "name");
            if (!old.contains(name)) {
                errors.forbidden(
                        SPEC.child("schedulingGates").index(i).child("name"),
                        "only deletion is allowed, but found new scheduling gate '" + name + "'");
            }
            i++;
        }
    }

    /** The new spec with the old values of everything that may change; what then differs may not. */
    private static ObjectNode withoutUpdatable(JsonNode spec, JsonNode before, FieldErrors errors) {
        ObjectNode rest = spec.deepCopy();
        for (String list : new String[] {"containers", "initContainers"}) {
            for (int i = 0; i < Tree.get(rest, list).size(); i++) {
                if (rest.get(list).get(i) instanceof ObjectNode container) {
                    container.put("image", Tree.text(before.get(list).get(i), "image"));
                }
            }
        }
        for (String field : new String[] {"activeDeadlineSeconds", "tolerations", "schedulingGates"}) {
            restore(rest, before, field);
        }
        if (Tree.number(before, "terminationGracePeriodSeconds") < 0
                && Tree.number(rest, "terminationGracePeriodSeconds") == 1) {
            restore(rest, before, "terminationGracePeriodSeconds");
        }
        if (!Tree.isEmpty(before, "schedulingGates")) {
            nodeSelector(rest, before, errors);
            restore(rest, before, "nodeSelector");
            restore(rest, before, "affinity");
        }
        return rest;
    }

    private static void nodeSelector(ObjectNode spec, JsonNode before, FieldErrors errors) {
        JsonNode now = Tree.get(spec, "nodeSelector");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(before, "nodeSelector"))) {
            if (!entry.getValue().equals(now.get(entry.getKey()))) {
                errors.invalid(
                        SPEC.child("nodeSelector"),
                        now,
                        "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                return;
            }
        }
    }

    private static void restore(ObjectNode spec, JsonNode before, String field) {
        if (Tree.has(before, field)) {
            spec.set(field, before.get(field));
        } else {
            spec.remove(field);
        }
    }
}
