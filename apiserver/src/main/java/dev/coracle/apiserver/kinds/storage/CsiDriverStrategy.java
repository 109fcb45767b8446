package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** CSI drivers: what the cluster has to know of one. */
final class CsiDriverStrategy implements Strategy {
    private static final List<String> GROUP_POLICIES = List.of("File", "None", "ReadWriteOnceWithFSType");
    private static final List<String> MODES = List.of("Persistent", "Ephemeral");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.flag(true, "AttachRequired", "@storage.v1.CSIDriverSpec.attachRequired", "spec.attachRequired"),
            Columns.flag(false, "PodInfoOnMount", "@storage.v1.CSIDriverSpec.podInfoOnMount", "spec.podInfoOnMount"),
            Columns.flag(false, "StorageCapacity", "@storage.v1.CSIDriverSpec.storageCapacity", "spec.storageCapacity"),
            Columns.cell(
                    "TokenRequests",
                    "string",
                    "@storage.v1.CSIDriverSpec.tokenRequests",
                    driver -> audiences(Tree.get(Tree.spec(driver), "tokenRequests"))),
            Columns.flag(
                    false,
                    "RequiresRepublish",
                    "@storage.v1.CSIDriverSpec.requiresRepublish",
                    "spec.requiresRepublish"),
            Columns.cell(
                    "Modes",
                    "string",
                    "@storage.v1.CSIDriverSpec.volumeLifecycleModes",
                    driver -> modes(Tree.get(Tree.spec(driver), "volumeLifecycleModes"))),
            Columns.AGED);

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        setDefault(spec, "attachRequired", true);
        setDefault(spec, "podInfoOnMount", false);
        setDefault(spec, "storageCapacity", false);
        Tree.setDefault(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (Tree.isEmpty(spec, "volumeLifecycleModes")) {
            spec.putArray("volumeLifecycleModes").add("Persistent");
        }
        setDefault(spec, "requiresRepublish", false);
        setDefault(spec, "seLinuxMount", false);
    }

    private static void setDefault(ObjectNode spec, String field, boolean value) {
        if (!Tree.has(spec, field)) {
            spec.put(field, value);
        }
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        Tree.createObject(object, "spec").remove("preventPodSchedulingIfMissing");
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        Tree.createObject(object, "spec").remove("preventPodSchedulingIfMissing");
        if (!Tree.same(Tree.spec(object), Tree.spec(old))) {
            ObjectNode metadata = Tree.createObject(object, "metadata");
            metadata.put("generation", Tree.number(Tree.metadata(old), "generation") + 1);
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        spec.at("fsGroupPolicy").oneOfIfPresent(GROUP_POLICIES);
        Set<String> audiences = new HashSet<>();
        for (Field request : spec.each("tokenRequests")) {
            if (!audiences.add(request.at("audience").text())) {
                request.at("audience").duplicate();
                continue;
            }
            Field expiration = request.at("expirationSeconds");
            if (expiration.isPresent()) {
                TokenLifetimes.validate(expiration);
            }
        }
        Field modes = spec.at("volumeLifecycleModes");
        for (JsonNode mode : modes.node()) {
            modes.with(mode).oneOf(MODES);
        }
        Field period = spec.at("nodeAllocatableUpdatePeriodSeconds");
        if (period.isPresent() && period.number() < 10) {
            period.invalid("must be greater than or equal to 10 seconds");
        }
        Field secrets = spec.at("serviceAccountTokenInSecrets");
        if (secrets.isPresent() && spec.at("tokenRequests").isEmpty()) {
            secrets.invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        Field spec = Field.spec(object, errors);
        Field before = Field.spec(old, errors);
        // Upstream says "attachedRequired" here, which is no field.
        spec.at("attachRequired").as("attachedRequired").unchanged(before.at("attachRequired"));
        spec.at("volumeLifecycleModes").unchanged(before.at("volumeLifecycleModes"));
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        JsonNode spec = Tree.spec(object);
        return !Tree.isEmpty(spec, "tokenRequests") && !Tree.has(spec, "serviceAccountTokenInSecrets")
                ? List.of("spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to"
                        + " prevent possible logging of tokens in volume attributes")
                : List.of();
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        boolean same =
                Tree.same(Tree.get(Tree.spec(object), "tokenRequests"), Tree.get(Tree.spec(old), "tokenRequests"));
        return same ? List.of() : warnings(object);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String audiences(JsonNode requests) {
        return requests.isMissingNode() ? "<unset>" : Columns.join(requests, "audience");
    }

    private static String modes(JsonNode modes) {
        List<String> words = new ArrayList<>();
        modes.forEach(mode -> words.add(mode.asText()));
        return Columns.orNone(String.join(",", words));
    }
}
