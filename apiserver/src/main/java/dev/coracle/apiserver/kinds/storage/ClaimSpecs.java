package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The spec of a PersistentVolumeClaim, in a claim, in an ephemeral volume, or in a StatefulSet's templates. */
public final class ClaimSpecs {
    static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

    private static final String[] TEMPLATE_METADATA_FIELDS = {
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
        "managedFields"
    };

    private ClaimSpecs() {}

    public static void setDefaults(ObjectNode spec) {
        Tree.setDefault(spec, "volumeMode", "Filesystem");
        ObjectNode resources = Tree.createObject(spec, "resources");
        Quantity.canonicalize(resources.path("requests"));
        Quantity.canonicalize(resources.path("limits"));
    }

    /** The template of an ephemeral volume's claim. */
    public static void validateTemplate(JsonNode template, Path path, FieldErrors errors) {
        JsonNode metadata = Tree.metadata(template);
        Path at = path.child("metadata");
        LabelValidation.annotations(Tree.get(metadata, "annotations"), at.child("annotations"), errors);
        LabelValidation.labels(Tree.get(metadata, "labels"), at.child("labels"), errors);
        for (String field : TEMPLATE_METADATA_FIELDS) {
            if (!Tree.isEmpty(metadata, field)) {
                errors.forbidden(at.child(field), "cannot be set");
            }
        }
        validate(Tree.spec(template), path.child("spec"), errors);
    }

    public static void validate(JsonNode spec, Path path, FieldErrors errors) {
        if (Tree.isEmpty(spec, "accessModes")) {
            errors.required(path.child("accessModes"), "at least 1 access mode is required");
        }
        LabelValidation.selector(Tree.get(spec, "selector"), path.child("selector"), errors);
        accessModes(Tree.get(spec, "accessModes"), path.child("accessModes"), errors);
        storage(Tree.get(spec, "resources", "requests"), path.child("resources").key("storage"), errors);
        className(spec, "storageClassName", path, errors);
        if (Tree.has(spec, "volumeMode") && !VOLUME_MODES.contains(Tree.text(spec, "volumeMode"))) {
            errors.notSupported(path.child("volumeMode"), Tree.text(spec, "volumeMode"), VOLUME_MODES);
        }
        dataSources(spec, path, errors);
        className(spec, "volumeAttributesClassName", path, errors);
    }

    static void accessModes(JsonNode modes, Path path, FieldErrors errors) {
        boolean single = false;
        boolean other = false;
        for (JsonNode mode : modes) {
            if (!ACCESS_MODES.contains(mode.asText())) {
                errors.notSupported(path, mode.asText(), ACCESS_MODES);
            } else if (mode.asText().equals("ReadWriteOncePod")) {
                single = true;
            } else {
                other = true;
            }
        }
        if (single && other) {
            errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void storage(JsonNode requests, Path path, FieldErrors errors) {
        JsonNode storage = Tree.get(requests, "storage");
        if (storage.isMissingNode()) {
            errors.required(path, "");
        } else if (Quantity.of(storage).signum() <= 0) {
            errors.invalid(path, Quantity.of(storage).toString(), "must be greater than zero");
        }
    }

    static void className(JsonNode spec, String field, Path path, FieldErrors errors) {
        String name = Tree.text(spec, field);
        if (!name.isEmpty()) {
            Names.dnsSubdomain(name, path.child(field), errors);
        }
    }

    private static void dataSources(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode source = Tree.get(spec, "dataSource");
        JsonNode reference = Tree.get(spec, "dataSourceRef");
        dataSource(source, path.child("dataSource"), errors);
        dataSource(reference, path.child("dataSourceRef"), errors);
        String namespace = Tree.text(reference, "namespace");
        if (!namespace.isEmpty()) {
            Names.dnsLabel(namespace, path.child("dataSourceRef").child("namespace"), errors);
            if (!source.isMissingNode()) {
                errors.invalid(
                        path, Tree.newObject(), "may not be specified when dataSourceRef.namespace is specified");
            }
        } else if (!source.isMissingNode() && !reference.isMissingNode() && !sameSource(source, reference)) {
            // Upstream hands the field's path as the value, which encodes as nothing.
            errors.invalid(path, Tree.newObject(), "must match dataSourceRef");
        }
    }

    private static void dataSource(JsonNode source, Path path, FieldErrors errors) {
        if (source.isMissingNode()) {
            return;
        }
        VolumeSource.required("name", "kind").check(source, path, errors);
        String group = Tree.text(source, "apiGroup");
        String kind = Tree.text(source, "kind");
        if (!group.isEmpty()) {
            Names.dnsSubdomain(group, path.child("apiGroup"), errors);
        } else if (!kind.equals("PersistentVolumeClaim")) {
            errors.invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
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
        for (String list : new String[] {"requests", "limits"}) {
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
            for (String list : new String[] {"requests", "limits"}) {
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
