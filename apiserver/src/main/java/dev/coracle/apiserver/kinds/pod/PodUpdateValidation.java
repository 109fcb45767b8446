package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Shown;
import dev.coracle.machinery.validation.SpecDiff;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The few things of a pod's spec that may change: images, a nearer deadline, more tolerations, fewer scheduling gates,
 * and for a gated pod a narrower node selector. Upstream's ValidatePodUpdate.
 */
final class PodUpdateValidation {
    private static final Path SPEC = Path.of("spec");
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String TERMS = "nodeSelectorTerms";
    private static final String UPDATABLE = "`spec.containers[*].image`,`spec.initContainers[*].image`,"
            + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdateValidation() {}

    static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        JsonNode spec = Tree.spec(pod);
        JsonNode before = Tree.spec(old);
        PodAnnotations.validateUpdate(
                Tree.get(Tree.metadata(pod), "annotations"),
                Tree.get(Tree.metadata(old), "annotations"),
                Path.of("metadata", "annotations"),
                errors);
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
                    "pod updates may not change fields other than " + UPDATABLE + "\n"
                            + SpecDiff.of("PodSpec", before, rest));
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
            nodeAffinity(rest, before, errors);
        }
        return rest;
    }

    private static void nodeSelector(ObjectNode spec, JsonNode before, FieldErrors errors) {
        JsonNode now = Tree.get(spec, "nodeSelector");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(before, "nodeSelector"))) {
            if (!entry.getValue().equals(now.get(entry.getKey()))) {
                errors.invalid(
                        SPEC.child("nodeSelector"),
                        Shown.map(now),
                        "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                return;
            }
        }
    }

    /** While a pod is gated its required node affinity may become narrower; its preferences may change at will. */
    private static void nodeAffinity(ObjectNode spec, JsonNode before, FieldErrors errors) {
        JsonNode old = Tree.get(before, "affinity", "nodeAffinity");
        JsonNode now = Tree.get(spec, "affinity", "nodeAffinity");
        if (Tree.same(now, old)) {
            return;
        }
        narrower(Tree.get(now, REQUIRED, TERMS), Tree.get(old, REQUIRED, TERMS), errors);
        ObjectNode affinity = Tree.createObject(spec, "affinity");
        if (old.isMissingNode()) {
            affinity.remove("nodeAffinity");
        } else {
            affinity.set("nodeAffinity", old);
        }
        if (affinity.isEmpty() && !Tree.has(before, "affinity")) {
            spec.remove("affinity");
        }
    }

    private static void narrower(JsonNode now, JsonNode old, FieldErrors errors) {
        Path path = SPEC.child("affinity").child("nodeAffinity").child(REQUIRED).child(TERMS);
        if (!old.isEmpty() && old.size() != now.size()) {
            errors.invalid(path, terms(now), "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }
        for (int i = 0; i < old.size(); i++) {
            if (!onlyAdds(now.get(i), old.get(i))) {
                errors.invalid(
                        path.index(i),
                        InternalForm.of("NodeSelectorTerm", now.get(i)),
                        "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static JsonNode terms(JsonNode terms) {
        if (terms.isMissingNode()) {
            return NullNode.instance;
        }
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        terms.forEach(term -> shown.add(InternalForm.of("NodeSelectorTerm", term)));
        return shown;
    }

    private static boolean onlyAdds(JsonNode now, JsonNode old) {
        boolean wasEmpty = true;
        boolean isEmpty = true;
        for (String list : new String[] {"matchExpressions", "matchFields"}) {
            JsonNode before = Tree.get(old, list);
            JsonNode after = Tree.get(now, list);
            wasEmpty &= before.isEmpty();
            isEmpty &= after.isEmpty();
            if (after.size() < before.size()) {
                return false;
            }
            for (int i = 0; i < before.size(); i++) {
                if (!Tree.same(before.get(i), after.get(i))) {
                    return false;
                }
            }
        }
        // An empty term selects nothing, so whatever is added widens it.
        return !wasEmpty || isEmpty;
    }

    private static void restore(ObjectNode spec, JsonNode before, String field) {
        if (Tree.has(before, field)) {
            spec.set(field, before.get(field));
        } else {
            spec.remove(field);
        }
    }
}
