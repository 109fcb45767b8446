package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Shown;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** apps/validation's ValidateStatefulSetSpec and its update and status. */
final class StatefulSetValidation {
    private static final Path SPEC = Path.of("spec");
    private static final Path STATUS = Path.of("status");
    private static final List<String> RETENTION = List.of("Retain", "Delete");
    private static final String[] CHANGEABLE = {
        "replicas",
        "template",
        "updateStrategy",
        "minReadySeconds",
        "ordinals",
        "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy"
    };

    private StatefulSetValidation() {}

    static void create(JsonNode spec, FieldErrors errors) {
        policies(spec, errors);
        int i = 0;
        for (JsonNode claim : Tree.get(spec, "volumeClaimTemplates")) {
            ClaimSpecs.validate(
                    Tree.spec(claim),
                    SPEC.child("volumeClaimTemplates").index(i++).child("spec"),
                    errors);
        }
        counts(spec, errors);
        String service = Tree.text(spec, "serviceName");
        if (!service.isEmpty()) {
            Names.dnsLabel(service, SPEC.child("serviceName"), errors);
        }
        pods(spec, errors);
    }

    /** The claims and the service's name are what they were, so they are not looked at again. */
    static void update(JsonNode spec, JsonNode old, FieldErrors errors) {
        policies(spec, errors);
        counts(spec, errors);
        pods(spec, errors);
        ObjectNode changed = spec.deepCopy();
        for (String field : CHANGEABLE) {
            if (Tree.has(old, field)) {
                changed.set(field, old.get(field));
            } else {
                changed.remove(field);
            }
        }
        if (!Tree.same(changed, old)) {
            errors.forbidden(
                    SPEC,
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                            + " 'minReadySeconds' are forbidden");
        }
    }

    private static void policies(JsonNode spec, FieldErrors errors) {
        String management = Tree.text(spec, "podManagementPolicy");
        if (management.isEmpty()) {
            errors.required(SPEC.child("podManagementPolicy"), "");
        } else if (!management.equals("OrderedReady") && !management.equals("Parallel")) {
            errors.invalid(SPEC.child("podManagementPolicy"), management, "must be 'OrderedReady' or 'Parallel'");
        }
        updateStrategy(Tree.get(spec, "updateStrategy"), SPEC.child("updateStrategy"), errors);
        JsonNode retention = Tree.get(spec, "persistentVolumeClaimRetentionPolicy");
        for (String when : new String[] {"whenDeleted", "whenScaled"}) {
            String policy = Tree.text(retention, when);
            if (!retention.isMissingNode() && !RETENTION.contains(policy)) {
                errors.notSupported(
                        SPEC.child("persistentVolumeClaimRetentionPolicy").child(when), policy, RETENTION);
            }
        }
    }

    private static void updateStrategy(JsonNode strategy, Path path, FieldErrors errors) {
        JsonNode rolling = Tree.get(strategy, "rollingUpdate");
        switch (Tree.text(strategy, "type")) {
            case "" -> errors.required(path, "");
            case "OnDelete" -> {
                if (!rolling.isMissingNode()) {
                    errors.invalid(
                            path.child("rollingUpdate"),
                            InternalForm.of("RollingUpdateStatefulSetStrategy", rolling),
                            "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            case "RollingUpdate" -> RollingUpdates.statefulSet(rolling, path.child("rollingUpdate"), errors);
            default ->
                errors.invalid(
                        path,
                        InternalForm.of("StatefulSetUpdateStrategy", strategy),
                        "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    private static void counts(JsonNode spec, FieldErrors errors) {
        Numbers.nonNegative(spec, "replicas", SPEC, errors);
        Numbers.nonNegative(spec, "minReadySeconds", SPEC, errors);
        long start = Tree.number(Tree.get(spec, "ordinals"), "start");
        if (start < 0) {
            errors.invalid(SPEC.child("ordinals.start"), start, "must be greater than or equal to 0");
        }
    }

    private static void pods(JsonNode spec, FieldErrors errors) {
        JsonNode selector = Tree.get(spec, "selector");
        SelectedTemplate.selector(spec, "statefulset", errors);
        if (LabelValidation.isUsable(selector)) {
            SelectedTemplate.matches(spec, errors);
            JsonNode template = withClaims(spec);
            PodTemplates.validate(template, SPEC.child("template"), errors);
            PodTemplates.validateMetadata(template, SPEC.child("template"), errors);
        } else {
            errors.invalid(SPEC.child("selector"), Shown.selector(selector), "");
        }
        SelectedTemplate.neverEnds(spec, "StatefulSet", errors);
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
        JsonNode status = Tree.status(object);
        for (String field : new String[] {
            "replicas",
            "readyReplicas",
            "currentReplicas",
            "updatedReplicas",
            "availableReplicas",
            "observedGeneration",
            "collisionCount"
        }) {
            Numbers.nonNegative(status, field, STATUS, errors);
        }
        ReplicatedPods.notMoreThanReplicas(
                status,
                "cannot be greater than status.readyReplicas",
                errors,
                "readyReplicas",
                "currentReplicas",
                "updatedReplicas",
                "availableReplicas");
        ReplicatedPods.collisionsOnlyGrow(object, old, errors);
    }
}
