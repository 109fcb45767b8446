package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.PrintedForms;
import dev.coracle.machinery.validation.SpecDiff;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The few things of a pod's spec that may change: images, a nearer deadline, more tolerations, fewer scheduling gates,
 * and for a gated pod a narrower node selector. Upstream's ValidatePodUpdate.
 */
final class PodUpdateValidation {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String TERMS = "nodeSelectorTerms";
    private static final List<String> LISTS = List.of("containers", "initContainers");
    private static final String UPDATABLE = "`spec.containers[*].image`,`spec.initContainers[*].image`,"
            + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdateValidation() {}

    static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        Field spec = Field.spec(pod, errors);
        JsonNode before = Tree.spec(old);
        PodAnnotations.validateUpdate(
                Field.annotations(pod, errors), Field.annotations(old, errors).node());
        for (String list : LISTS) {
            if (spec.at(list).size() != Tree.get(before, list).size()) {
                spec.at(list).forbidden("pod updates may not add or remove containers");
                return;
            }
        }
        if (!deadline(spec.at("activeDeadlineSeconds"), Tree.get(before, "activeDeadlineSeconds"))) {
            return;
        }
        tolerations(spec.at("tolerations"), Tree.get(before, "tolerations"));
        gates(spec.at("schedulingGates"), Tree.get(before, "schedulingGates"));
        if (Tree.same(spec.node(), before)) {
            return;
        }
        ObjectNode rest = withoutUpdatable(spec, before);
        if (!Tree.same(rest, before)) {
            spec.forbidden("pod updates may not change fields other than " + UPDATABLE + "\n"
                    + SpecDiff.of("PodSpec", before, rest));
        }
    }

    private static boolean deadline(Field deadline, JsonNode before) {
        if (!deadline.isPresent()) {
            if (!before.isMissingNode()) {
                deadline.invalid(null, "must not update from a positive integer to nil value");
            }
            return true;
        }
        if (deadline.number() < 0 || deadline.number() > Integer.MAX_VALUE) {
            deadline.inRange(0, Integer.MAX_VALUE);
            return false;
        }
        if (!before.isMissingNode() && before.asLong() < deadline.number()) {
            deadline.invalid("must be less than or equal to previous value");
            return false;
        }
        return true;
    }

    private static void tolerations(Field now, JsonNode before) {
        Set<JsonNode> kept = new HashSet<>();
        now.node().forEach(toleration -> kept.add(withoutSeconds(toleration)));
        for (JsonNode old : before) {
            if (!kept.contains(withoutSeconds(old))) {
                now.forbidden("existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static JsonNode withoutSeconds(JsonNode toleration) {
        ObjectNode copy = Tree.newObject();
        for (Map.Entry<String, JsonNode> entry : Tree.entries(toleration)) {
            if (!entry.getKey().equals("tolerationSeconds") && !Tree.isEmpty(entry.getValue())) {
                copy.set(entry.getKey(), entry.getValue());
            }
        }
        return copy;
    }

    private static void gates(Field now, JsonNode before) {
        Set<String> old = new HashSet<>();
        before.forEach(gate -> old.add(Tree.text(gate, "name")));
        for (Field gate : now.each()) {
            if (!old.contains(gate.text("name"))) {
                gate.at("name")
                        .forbidden(
                                "only deletion is allowed, but found new scheduling gate '" + gate.text("name") + "'");
            }
        }
    }

    /** The new spec with the old values of everything that may change; what then differs may not. */
    private static ObjectNode withoutUpdatable(Field spec, JsonNode before) {
        ObjectNode rest = spec.node().deepCopy();
        for (String list : LISTS) {
            Iterator<JsonNode> old = Tree.get(before, list).elements();
            for (JsonNode container : Tree.get(rest, list)) {
                ((ObjectNode) container).put("image", Tree.text(old.next(), "image"));
            }
        }
        for (String field : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
            Tree.copy(rest, before, field);
        }
        if (Tree.number(before, "terminationGracePeriodSeconds") < 0
                && Tree.number(rest, "terminationGracePeriodSeconds") == 1) {
            Tree.copy(rest, before, "terminationGracePeriodSeconds");
        }
        if (!Tree.isEmpty(before, "schedulingGates")) {
            nodeSelector(spec.at("nodeSelector"), before);
            Tree.copy(rest, before, "nodeSelector");
            nodeAffinity(spec, rest, before);
        }
        return rest;
    }

    private static void nodeSelector(Field now, JsonNode before) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(before, "nodeSelector"))) {
            if (!entry.getValue().equals(now.node().get(entry.getKey()))) {
                now.invalid(
                        PrintedForms.map(now.node()),
                        "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                return;
            }
        }
    }

    /** While a pod is gated its required node affinity may become narrower; its preferences may change at will. */
    private static void nodeAffinity(Field spec, ObjectNode rest, JsonNode before) {
        JsonNode old = Tree.get(before, "affinity", "nodeAffinity");
        Field now = spec.at("affinity", "nodeAffinity");
        if (Tree.same(now.node(), old)) {
            return;
        }
        narrower(now.at(REQUIRED, TERMS), Tree.get(old, REQUIRED, TERMS));
        ObjectNode affinity = Tree.createObject(rest, "affinity");
        if (old.isMissingNode()) {
            affinity.remove("nodeAffinity");
        } else {
            affinity.set("nodeAffinity", old);
        }
        if (affinity.isEmpty() && !Tree.has(before, "affinity")) {
            rest.remove("affinity");
        }
    }

    private static void narrower(Field now, JsonNode old) {
        if (!old.isEmpty() && old.size() != now.size()) {
            now.invalid(terms(now.node()), "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }
        Iterator<JsonNode> terms = old.elements();
        for (Field term : now.each()) {
            if (terms.hasNext() && !onlyAdds(term.node(), terms.next())) {
                term.invalid(
                        InternalForm.of("NodeSelectorTerm", term.node()),
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
        for (String list : List.of("matchExpressions", "matchFields")) {
            JsonNode before = Tree.get(old, list);
            JsonNode after = Tree.get(now, list);
            wasEmpty &= before.isEmpty();
            isEmpty &= after.isEmpty();
            if (!begins(after.elements(), before.elements())) {
                return false;
            }
        }
        // An empty term selects nothing, so whatever is added widens it.
        return !wasEmpty || isEmpty;
    }

    private static boolean begins(Iterator<JsonNode> items, Iterator<JsonNode> prefix) {
        while (prefix.hasNext()) {
            if (!items.hasNext() || !Tree.same(items.next(), prefix.next())) {
                return false;
            }
        }
        return true;
    }
}
