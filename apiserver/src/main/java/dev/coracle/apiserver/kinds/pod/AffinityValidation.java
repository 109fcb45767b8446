package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.resource.NameRule;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.LabelValidation;
import dev.coracle.apiserver.validation.Names;
import dev.coracle.apiserver.validation.QualifiedNames;

/** Where a pod wants to run: node affinity, pod affinity and anti-affinity. */
final class AffinityValidation {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
    private static final String WEIGHT_RULE = "must be in the range 1-100";
    private static final String OPERATOR_RULE = "not a valid selector operator";

    private AffinityValidation() {}

    static void validate(JsonNode affinity, Path path, FieldErrors errors) {
        if (affinity.isEmpty()) {
            return;
        }
        node(Tree.get(affinity, "nodeAffinity"), path.child("nodeAffinity"), errors);
        for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
            pods(Tree.get(affinity, kind), path.child(kind), errors);
        }
    }

    private static void node(JsonNode affinity, Path path, FieldErrors errors) {
        JsonNode required = Tree.get(affinity, REQUIRED);
        if (!required.isMissingNode()) {
            Path terms = path.child(REQUIRED).child("nodeSelectorTerms");
            if (Tree.isEmpty(required, "nodeSelectorTerms")) {
                errors.required(terms, "must have at least one node selector term");
            }
            int i = 0;
            for (JsonNode term : Tree.get(required, "nodeSelectorTerms")) {
                nodeTerm(term, true, terms.index(i++), errors);
            }
        }
        int i = 0;
        for (JsonNode preference : Tree.get(affinity, PREFERRED)) {
            Path at = path.child(PREFERRED).index(i++);
            weight(preference, at, errors);
            nodeTerm(Tree.get(preference, "preference"), false, at.child("preference"), errors);
        }
    }

    private static void nodeTerm(JsonNode term, boolean checkValues, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode requirement : Tree.get(term, "matchExpressions")) {
            expression(requirement, checkValues, path.child("matchExpressions").index(i++), errors);
        }
        i = 0;
        for (JsonNode requirement : Tree.get(term, "matchFields")) {
            field(requirement, path.child("matchFields").index(i++), errors);
        }
    }

    private static void expression(JsonNode requirement, boolean checkValues, Path path, FieldErrors errors) {
        JsonNode values = Tree.get(requirement, "values");
        String operator = Tree.text(requirement, "operator");
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.forbidden(
                            path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values.size() != 1) {
                    errors.required(
                            path.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> errors.invalid(path.child("operator"), operator, OPERATOR_RULE);
        }
        LabelValidation.labelName(Tree.text(requirement, "key"), path.child("key"), errors);
        int i = 0;
        for (JsonNode value : values) {
            if (checkValues) {
                for (String message : QualifiedNames.value(value.asText())) {
                    errors.invalid(path.child("values").index(i), value.asText(), message);
                }
            }
            i++;
        }
    }

    private static void field(JsonNode requirement, Path path, FieldErrors errors) {
        JsonNode values = Tree.get(requirement, "values");
        String operator = Tree.text(requirement, "operator");
        if (!operator.equals("In") && !operator.equals("NotIn")) {
            errors.invalid(path.child("operator"), operator, OPERATOR_RULE);
        } else if (values.size() != 1) {
            errors.required(
                    path.child("values"),
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
        String key = Tree.text(requirement, "key");
        if (!key.equals("metadata.name")) {
            errors.invalid(path.child("key"), key, "not a valid field selector key");
            return;
        }
        int i = 0;
        for (JsonNode value : values) {
            Names.dnsSubdomain(value.asText(), path.child("values").index(i++), errors);
        }
    }

    private static void pods(JsonNode affinity, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode term : Tree.get(affinity, REQUIRED)) {
            podTerm(term, path.child(REQUIRED).index(i++), errors);
        }
        i = 0;
        for (JsonNode weighted : Tree.get(affinity, PREFERRED)) {
            Path at = path.child(PREFERRED).index(i++);
            weight(weighted, at, errors);
            podTerm(Tree.get(weighted, "podAffinityTerm"), at.child("podAffinityTerm"), errors);
        }
    }

    private static void podTerm(JsonNode term, Path path, FieldErrors errors) {
        LabelValidation.selector(Tree.get(term, "labelSelector"), path.child("labelSelector"), errors);
        LabelValidation.selector(Tree.get(term, "namespaceSelector"), path.child("namespaceSelector"), errors);
        for (JsonNode namespace : Tree.get(term, "namespaces")) {
            Names.check(NameRule.DNS_LABEL, namespace.asText(), path.child("namespace"), errors);
        }
        for (String keys : new String[] {"matchLabelKeys", "mismatchLabelKeys"}) {
            if (!Tree.isEmpty(term, keys) && !Tree.has(term, "labelSelector")) {
                errors.forbidden(path.child(keys), "must not be specified when labelSelector is not set");
            }
        }
        String topology = Tree.text(term, "topologyKey");
        if (topology.isEmpty()) {
            errors.required(path.child("topologyKey"), "can not be empty");
        }
        LabelValidation.labelName(topology, path.child("topologyKey"), errors);
    }

    private static void weight(JsonNode weighted, Path path, FieldErrors errors) {
        long weight = Tree.number(weighted, "weight");
        if (weight <= 0 || weight > 100) {
            errors.invalid(path.child("weight"), weight, WEIGHT_RULE);
        }
    }
}
