package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.NodeSelectors;

/** Where a pod wants to run: node affinity, pod affinity and anti-affinity. */
final class AffinityValidation {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

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
        if (Tree.has(affinity, REQUIRED)) {
            NodeSelectors.validate(Tree.get(affinity, REQUIRED), path.child(REQUIRED), errors);
        }
        int i = 0;
        for (JsonNode preference : Tree.get(affinity, PREFERRED)) {
            Path at = path.child(PREFERRED).index(i++);
            weight(preference, at, errors);
            NodeSelectors.term(Tree.get(preference, "preference"), false, at.child("preference"), errors);
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
        LabelKeysValidation.validate(term, path, errors);
        String topology = Tree.text(term, "topologyKey");
        if (topology.isEmpty()) {
            errors.required(path.child("topologyKey"), "can not be empty");
        }
        LabelValidation.labelName(topology, path.child("topologyKey"), errors);
    }

    private static void weight(JsonNode weighted, Path path, FieldErrors errors) {
        long weight = Tree.number(weighted, "weight");
        if (weight <= 0 || weight > 100) {
            errors.invalid(path.child("weight"), weight, "must be in the range 1-100");
        }
    }
}
