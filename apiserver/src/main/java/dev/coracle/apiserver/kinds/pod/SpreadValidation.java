package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import java.util.List;

/** How evenly pods are to be spread over nodes, zones, and the like. */
final class SpreadValidation {
    private static final List<String> ACTIONS = List.of("DoNotSchedule", "ScheduleAnyway");
    private static final List<String> INCLUSION_POLICIES = List.of("Honor", "Ignore");

    private SpreadValidation() {}

    static void validate(JsonNode constraints, Path path, FieldErrors errors) {
        for (int i = 0; i < constraints.size(); i++) {
            constraint(constraints, i, path.index(i), errors);
        }
    }

    private static void constraint(JsonNode constraints, int index, Path path, FieldErrors errors) {
        JsonNode constraint = constraints.get(index);
        long skew = Tree.number(constraint, "maxSkew");
        String action = Tree.text(constraint, "whenUnsatisfiable");
        String topology = Tree.text(constraint, "topologyKey");
        if (skew <= 0) {
            errors.invalid(path.child("maxSkew"), skew, "must be greater than zero");
        }
        if (topology.isEmpty()) {
            errors.required(path.child("topologyKey"), "can not be empty");
        }
        if (!ACTIONS.contains(action)) {
            errors.notSupported(path.child("whenUnsatisfiable"), action, ACTIONS);
        }
        for (int other = index + 1; other < constraints.size(); other++) {
            if (Tree.text(constraints.get(other), "topologyKey").equals(topology)
                    && Tree.text(constraints.get(other), "whenUnsatisfiable").equals(action)) {
                errors.duplicate(path.child("{topologyKey, whenUnsatisfiable}"), "{" + topology + ", " + action + "}");
                break;
            }
        }
        minDomains(constraint, action, path.child("minDomains"), errors);
        for (String policy : new String[] {"nodeAffinityPolicy", "nodeTaintsPolicy"}) {
            if (Tree.has(constraint, policy) && !INCLUSION_POLICIES.contains(Tree.text(constraint, policy))) {
                errors.notSupported(path.child(policy), Tree.text(constraint, policy), INCLUSION_POLICIES);
            }
        }
        JsonNode selector = Tree.get(constraint, "labelSelector");
        LabelKeysValidation.validate(constraint, path, errors);
        LabelValidation.selector(selector, path.child("labelSelector"), errors);
    }

    private static void minDomains(JsonNode constraint, String action, Path path, FieldErrors errors) {
        if (!Tree.has(constraint, "minDomains")) {
            return;
        }
        long domains = Tree.number(constraint, "minDomains");
        if (domains <= 0) {
            errors.invalid(path, domains, "must be greater than zero");
        }
        if (!action.equals("DoNotSchedule")) {
            errors.invalid(path, domains, "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
        }
    }
}
