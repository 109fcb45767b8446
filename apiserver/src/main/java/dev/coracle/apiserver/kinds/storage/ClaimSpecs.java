package dev.coracle.apiserver.kinds.storage;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The spec of a PersistentVolumeClaim, in a claim, in an ephemeral volume, or in a StatefulSet's templates. */
public final class ClaimSpecs {
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final List<String> TEMPLATE_METADATA_FIELDS = List.of(
            "name",
            "generateName",
            "namespace",
            "selfLink",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "ownerReferences",
            "finalizers",
            "managedFields");
    static final FieldRule VOLUME_MODE = field("volumeMode").optional().oneOf("Block", "Filesystem");
    static final FieldRule CLASS_NAME = field("storageClassName").unlessEmpty().dnsSubdomain();
    private static final FieldRule SPEC = all(
            field("accessModes").required("at least 1 access mode is required"),
            field("selector").selector(),
            field("accessModes").to(ClaimSpecs::accessModes),
            ClaimSpecs::storage,
            CLASS_NAME,
            VOLUME_MODE,
            field("dataSource").to(ClaimSpecs::dataSource),
            field("dataSourceRef").to(ClaimSpecs::dataSource),
            ClaimSpecs::dataSources,
            field("volumeAttributesClassName").unlessEmpty().dnsSubdomain());

    private ClaimSpecs() {}

    public static void setDefaults(ObjectNode spec) {
        Tree.setDefault(spec, "volumeMode", "Filesystem");
        ObjectNode resources = Tree.createObject(spec, "resources");
        Quantity.canonicalize(resources.path("requests"));
        Quantity.canonicalize(resources.path("limits"));
    }

    /** The template of an ephemeral volume's claim. */
    public static void validateTemplate(Field template) {
        Field metadata = template.at("metadata");
        LabelValidation.annotations(metadata.at("annotations"));
        LabelValidation.labels(metadata.at("labels"));
        for (String field : TEMPLATE_METADATA_FIELDS) {
            if (!metadata.isEmpty(field)) {
                metadata.at(field).forbidden("cannot be set");
            }
        }
        validate(template.at("spec"));
    }

    public static void validate(Field spec) {
        SPEC.check(spec);
    }

    static void accessModes(Field modes) {
        boolean single = false;
        boolean other = false;
        for (JsonNode mode : modes.node()) {
            modes.with(mode).oneOf(ACCESS_MODES);
            single |= mode.asText().equals("ReadWriteOncePod");
            other |= !mode.asText().equals("ReadWriteOncePod") && ACCESS_MODES.contains(mode.asText());
        }
        if (single && other) {
            modes.forbidden("may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void storage(Field spec) {
        Field at = spec.at("resources").key("storage");
        JsonNode storage = Tree.get(spec.node(), "resources", "requests", "storage");
        if (storage.isMissingNode()) {
            at.required("");
        } else if (Quantity.of(storage).signum() <= 0) {
            at.invalid(Quantity.of(storage).toString(), "must be greater than zero");
        }
    }

    private static void dataSources(Field spec) {
        Field source = spec.at("dataSource");
        Field reference = spec.at("dataSourceRef");
        // Upstream hands the field's path as the value, which encodes as nothing.
        ObjectNode nothing = Tree.newObject();
        if (!reference.isEmpty("namespace")) {
            reference.at("namespace").obeys(NameRule.DNS_LABEL);
            if (source.isPresent()) {
                spec.invalid(nothing, "may not be specified when dataSourceRef.namespace is specified");
            }
        } else if (source.isPresent() && reference.isPresent() && !sameSource(source.node(), reference.node())) {
            spec.invalid(nothing, "must match dataSourceRef");
        }
    }

    private static void dataSource(Field source) {
        required("name", "kind").check(source);
        if (!source.isEmpty("apiGroup")) {
            source.at("apiGroup").obeys(NameRule.DNS_SUBDOMAIN);
        } else if (!source.text("kind").equals("PersistentVolumeClaim")) {
            source.invalid(
                    source.text("kind"), "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
    }

    private static boolean sameSource(JsonNode source, JsonNode reference) {
        return Tree.same(Tree.get(source, "apiGroup"), Tree.get(reference, "apiGroup"))
                && Tree.text(source, "kind").equals(Tree.text(reference, "kind"))
                && Tree.text(source, "name").equals(Tree.text(reference, "name"));
    }

    /** Texts for what is valid but hardly meant. */
    public static List<String> warnings(JsonNode spec, String path) {
        List<String> warnings = new ArrayList<>(0);
        for (String list : List.of("requests", "limits")) {
            JsonNode storage = Tree.get(spec, "resources", list, "storage");
            if (!storage.isMissingNode() && !Quantity.of(storage).isInteger()) {
                warnings.add(path + ".resources." + list + "[storage]: fractional byte value \"" + storage.asText()
                        + "\" is invalid, must be an integer");
            }
        }
        return warnings;
    }

    /** Whether two specs are the same, amounts compared as numbers. */
    static boolean same(JsonNode one, JsonNode other) {
        ObjectNode a = one.deepCopy();
        ObjectNode b = other.deepCopy();
        for (ObjectNode spec : List.of(a, b)) {
            for (String list : List.of("requests", "limits")) {
                if (Tree.get(spec, "resources", list) instanceof ObjectNode amounts) {
                    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
                        amount.setValue(
                                amounts.textNode(Quantity.of(amount.getValue()).toString()));
                    }
                }
            }
        }
        return Tree.same(a, b);
    }
}
