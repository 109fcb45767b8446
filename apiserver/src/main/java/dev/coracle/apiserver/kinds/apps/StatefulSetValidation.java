package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.PrintedForms;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** apps/validation's ValidateStatefulSetSpec and its update and status. */
final class StatefulSetValidation {
    private static final List<String> CHANGEABLE = List.of(
            "replicas",
            "template",
            "updateStrategy",
            "minReadySeconds",
            "ordinals",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy");

    private static final FieldRule UPDATE_STRATEGY = choice("type")
            .when("", strategy -> strategy.required(""))
            .when(
                    "OnDelete",
                    field("rollingUpdate")
                            .to(rolling -> rolling.invalid(
                                    InternalForm.of("RollingUpdateStatefulSetStrategy", rolling.node()),
                                    "only allowed for updateStrategy 'RollingUpdate'")))
            .when("RollingUpdate", field("rollingUpdate").to(field("partition").nonNegative()))
            .otherwise(strategy -> strategy.invalid(
                    InternalForm.of("StatefulSetUpdateStrategy", strategy.node()),
                    "must be 'RollingUpdate' or 'OnDelete'"));
    private static final FieldRule POLICIES = all(
            field("podManagementPolicy")
                    .required()
                    .matches(
                            policy -> policy.equals("OrderedReady") || policy.equals("Parallel"),
                            "must be 'OrderedReady' or 'Parallel'"),
            spec -> UPDATE_STRATEGY.check(spec.at("updateStrategy")),
            field("persistentVolumeClaimRetentionPolicy")
                    .to(
                            field("whenDeleted").oneOf("Retain", "Delete"),
                            field("whenScaled").oneOf("Retain", "Delete")));
    private static final FieldRule COUNTS = all(
            field("replicas").nonNegative(),
            field("minReadySeconds").nonNegative(),
            field("ordinals").to(field("start").nonNegative()));
    private static final FieldRule PODS = all(
            spec -> SelectedTemplate.selector(spec, "statefulset"),
            StatefulSetValidation::template,
            SelectedTemplate.neverEnds("StatefulSet"));
    private static final FieldRule CREATE = all(
            POLICIES,
            each("volumeClaimTemplates").to(claim -> ClaimSpecs.validate(claim.at("spec"))),
            COUNTS,
            field("serviceName").unlessEmpty().dnsLabel(),
            PODS);

    /** The claims and the service's name are what they were, so they are not looked at again. */
    private static final FieldRule UPDATE = all(POLICIES, COUNTS, PODS);

    private static final FieldRule STATUS = all(
            field("replicas").nonNegative(),
            field("readyReplicas").nonNegative(),
            field("currentReplicas").nonNegative(),
            field("updatedReplicas").nonNegative(),
            field("availableReplicas").nonNegative(),
            field("observedGeneration").nonNegative(),
            field("collisionCount").nonNegative());

    private StatefulSetValidation() {}

    static void create(Field spec) {
        CREATE.check(spec);
    }

    static void update(Field spec, JsonNode old) {
        UPDATE.check(spec);
        ObjectNode changed = spec.node().deepCopy();
        CHANGEABLE.forEach(field -> Tree.copy(changed, old, field));
        if (!Tree.same(changed, old)) {
            spec.forbidden("updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                    + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                    + " 'minReadySeconds' are forbidden");
        }
    }

    private static void template(Field spec) {
        Field selector = spec.at("selector");
        if (LabelValidation.isUsable(selector.node())) {
            SelectedTemplate.matches(spec);
            Field template = spec.at("template").with(withClaims(spec.node()));
            PodTemplates.validate(template);
            PodTemplates.validateMetadata(template);
        } else {
            selector.invalid(PrintedForms.selector(selector.node()), "");
        }
    }

    /** The template as its pods will be: with a volume for each claim, and names that are not its own to give. */
    private static JsonNode withClaims(JsonNode spec) {
        ObjectNode template = Tree.get(spec, "template").deepCopy();
        ObjectNode podSpec = Tree.createObject(template, "spec");
        podSpec.remove("subdomain");
        podSpec.remove("hostname");
        JsonNode claims = Tree.get(spec, "volumeClaimTemplates");
        if (claims.isEmpty()) {
            return template;
        }
        JsonNode own = Tree.get(podSpec, "volumes");
        ArrayNode volumes = podSpec.putArray("volumes");
        Set<String> names = new HashSet<>();
        for (JsonNode claim : claims) {
            String name = Tree.name(claim);
            if (names.add(name)) {
                volumes.addObject()
                        .put("name", name)
                        .putObject("persistentVolumeClaim")
                        .put("claimName", name);
            }
        }
        for (JsonNode volume : own) {
            if (!names.contains(Tree.text(volume, "name"))) {
                volumes.add(volume);
            }
        }
        return template;
    }

    static void status(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field status = Field.status(object, errors);
        STATUS.check(status);
        ReplicatedPods.notMoreThanReplicas(
                status, "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas");
        ReplicatedPods.availableAreReady(status, "status.readyReplicas");
        ReplicatedPods.collisionsOnlyGrow(status, old);
    }
}
