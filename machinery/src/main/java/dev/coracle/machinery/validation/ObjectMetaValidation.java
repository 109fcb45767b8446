package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules every object's {@code metadata} obeys: apimachinery's ValidateObjectMeta and ValidateObjectMetaUpdate. */
public final class ObjectMetaValidation {
    /** What is said of a value that may never change. */
    public static final String IMMUTABLE = "field is immutable";

    private static final Path METADATA = Path.of("metadata");

    private ObjectMetaValidation() {}

    /** On create, after the name was generated. */
    public static void create(MetadataRules rules, ObjectNode object, FieldErrors errors) {
        JsonNode meta = Tree.metadata(object);
        all(rules.nameRule(), rules.namespaced(), meta, METADATA, errors);
        kubernetesFinalizers(rules, meta, errors);
    }

    /** Of a resource that is a part of an object: it may have any name, or none yet. */
    public static void embedded(ObjectNode meta, Path path, FieldErrors errors) {
        ObjectNode named = meta;
        if (Tree.text(meta, "name").isEmpty()) {
            named = Tree.newObject().setAll(meta);
            named.put("name", "unnamed");
        }
        all(NameRule.PATH_SEGMENT, !Tree.text(meta, "namespace").isEmpty(), named, path, errors);
    }

    private static void all(NameRule rule, boolean namespaced, JsonNode meta, Path path, FieldErrors errors) {
        names(rule, namespaced, meta, path, errors);
        if (Tree.number(meta, "generation") < 0) {
            errors.invalid(
                    path.child("generation"), Tree.number(meta, "generation"), "must be greater than or equal to 0");
        }
        maps(meta, path, errors);
        finalizers(Tree.get(meta, "finalizers"), path.child("finalizers"), errors);
    }

    /** On update of any kind; {@code old} is what is stored. */
    public static void update(MetadataRules rules, ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode meta = Tree.metadata(object);
        JsonNode oldMeta = Tree.metadata(old);
        if (Tree.has(oldMeta, "deletionTimestamp")) {
            noNewFinalizers(Tree.get(meta, "finalizers"), Tree.get(oldMeta, "finalizers"), errors);
        }
        if (Tree.text(meta, "resourceVersion").isEmpty()) {
            errors.invalid(METADATA.child("resourceVersion"), "", "must be specified for an update");
        }
        if (Tree.number(meta, "generation") < Tree.number(oldMeta, "generation")) {
            errors.invalid(METADATA.child("generation"), Tree.number(meta, "generation"), "must not be decremented");
        }
        for (String field : new String[] {"name", "namespace", "uid"}) {
            if (!Tree.text(meta, field).equals(Tree.text(oldMeta, field))) {
                errors.invalid(METADATA.child(field), Tree.text(meta, field), IMMUTABLE);
            }
        }
        for (String field : new String[] {"creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
            immutable(Tree.get(meta, field), Tree.get(oldMeta, field), METADATA.child(field), errors);
        }
        maps(meta, METADATA, errors);
        kubernetesFinalizers(rules, meta, errors);
    }

    /** A value that may never change: apimachinery's ValidateImmutableField. */
    public static void immutable(JsonNode now, JsonNode before, Path path, FieldErrors errors) {
        if (!Tree.same(now, before)) {
            errors.invalid(path, now, IMMUTABLE);
        }
    }

    private static void names(NameRule rule, boolean namespaced, JsonNode meta, Path path, FieldErrors errors) {
        String prefix = Tree.text(meta, "generateName");
        if (!prefix.isEmpty()) {
            for (String message : rule.check(prefix, true)) {
                errors.invalid(path.child("generateName"), prefix, message);
            }
        }
        String name = Tree.text(meta, "name");
        if (name.isEmpty()) {
            errors.required(path.child("name"), "name or generateName is required");
        } else {
            for (String message : rule.check(name, false)) {
                errors.invalid(path.child("name"), name, message);
            }
        }
        String namespace = Tree.text(meta, "namespace");
        if (!namespaced) {
            if (!namespace.isEmpty()) {
                errors.forbidden(path.child("namespace"), "not allowed on this type");
            }
        } else if (namespace.isEmpty()) {
            errors.required(path.child("namespace"), "");
        } else {
            for (String message : DnsNames.label(namespace, false)) {
                errors.invalid(path.child("namespace"), namespace, message);
            }
        }
    }

    private static void maps(JsonNode meta, Path path, FieldErrors errors) {
        LabelValidation.labels(Tree.get(meta, "labels"), path.child("labels"), errors);
        LabelValidation.annotations(Tree.get(meta, "annotations"), path.child("annotations"), errors);
        owners(Tree.get(meta, "ownerReferences"), path.child("ownerReferences"), errors);
    }

    private static void owners(JsonNode owners, Path path, FieldErrors errors) {
        String controller = "";
        for (JsonNode owner : owners) {
            String apiVersion = Tree.text(owner, "apiVersion");
            if (apiVersion.substring(apiVersion.indexOf('/') + 1).isEmpty()) {
                errors.invalid(path.child("apiVersion"), apiVersion, "version must not be empty");
            }
            for (String field : new String[] {"kind", "name", "uid"}) {
                if (Tree.text(owner, field).isEmpty()) {
                    errors.invalid(path.child(field), "", "must not be empty");
                }
            }
            String kind = Tree.text(owner, "kind");
            if (apiVersion.equals("v1") && kind.equals("Event")) {
                errors.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner");
            }
            if (Tree.flag(owner, "controller")) {
                String current = kind + "/" + Tree.text(owner, "name");
                if (controller.isEmpty()) {
                    controller = current;
                } else {
                    errors.invalid(
                            path,
                            owners,
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + current);
                }
            }
        }
    }

    private static void finalizers(JsonNode finalizers, Path path, FieldErrors errors) {
        boolean orphan = false;
        boolean foreground = false;
        for (JsonNode finalizer : finalizers) {
            String name = finalizer.asText();
            LabelValidation.labelName(name, path, errors);
            orphan |= name.equals("orphan");
            foreground |= name.equals("foregroundDeletion");
        }
        if (orphan && foreground) {
            errors.invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    private static void kubernetesFinalizers(MetadataRules rules, JsonNode meta, FieldErrors errors) {
        if (rules.allowsAnyFinalizer()) {
            return;
        }
        Path path = METADATA.child("finalizers");
        int i = 0;
        for (JsonNode finalizer : Tree.get(meta, "finalizers")) {
            LabelValidation.kubernetesFinalizer(finalizer.asText(), path.index(i++), errors);
        }
    }

    private static void noNewFinalizers(JsonNode finalizers, JsonNode old, FieldErrors errors) {
        Set<String> added = new TreeSet<>();
        finalizers.forEach(finalizer -> added.add(finalizer.asText()));
        old.forEach(finalizer -> added.remove(finalizer.asText()));
        if (!added.isEmpty()) {
            errors.forbidden(
                    METADATA.child("finalizers"),
                    "no new finalizers can be added if the object is being deleted, found new finalizers "
                            + added.stream()
                                    .map(f -> '"' + f + '"')
                                    .collect(Collectors.joining(", ", "[]string{", "}")));
        }
    }
}
