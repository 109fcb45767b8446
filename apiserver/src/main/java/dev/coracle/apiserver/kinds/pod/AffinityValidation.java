package dev.coracle.apiserver.kinds.pod;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.NodeSelectors;

/** Where a pod wants to run: node affinity, pod affinity and anti-affinity. */
final class AffinityValidation {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private static final FieldRule WEIGHT = field("weight").inRange(1, 100, "must be in the range 1-100");
    private static final FieldRule POD_TERM = all(
            field("labelSelector").selector(),
            field("namespaceSelector").selector(),
            AffinityValidation::namespaces,
            LabelKeysValidation::validate,
            field("topologyKey").required("can not be empty"),
            field("topologyKey").labelKey());
    private static final FieldRule PODS = all(
            each(REQUIRED).to(POD_TERM),
            each(PREFERRED).to(WEIGHT, weighted -> POD_TERM.check(weighted.at("podAffinityTerm"))));

    static final FieldRule RULES = all(
            field("nodeAffinity")
                    .to(
                            field(REQUIRED).to(NodeSelectors::validate),
                            each(PREFERRED).to(WEIGHT, each -> NodeSelectors.term(each.at("preference"), false))),
            field("podAffinity").to(PODS),
            field("podAntiAffinity").to(PODS));

    private AffinityValidation() {}

    /** Upstream says of each of them that it is the one namespace. */
    private static void namespaces(Field term) {
        for (JsonNode namespace : term.at("namespaces").node()) {
            term.at("namespace").with(namespace).obeys(NameRule.DNS_LABEL);
        }
    }
}
