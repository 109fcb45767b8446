package dev.coracle.machinery.validation;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules every object's {@code metadata} obeys: apimachinery's ValidateObjectMeta and ValidateObjectMetaUpdate. */
public final class ObjectMetaValidation {
    /** What is said of a value that may never change. */
    public static final String IMMUTABLE = "field is immutable";

    private static final FieldRule MAPS = all(
            field("labels").to(LabelValidation::labels),
            field("annotations").to(LabelValidation::annotations),
            field("ownerReferences").to(ObjectMetaValidation::owners));
    private static final FieldRule OWNER = all(
            field("kind").matches(kind -> !kind.isEmpty(), "must not be empty"),
            field("name").matches(name -> !name.isEmpty(), "must not be empty"),
            field("uid").matches(uid -> !uid.isEmpty(), "must not be empty"));

    private ObjectMetaValidation() {}

    /** On create, after the name was generated. */
    public static void create(MetadataRules rules, ObjectNode object, FieldErrors errors) {
        Field metadata = Field.of(object, "metadata", errors);
        whole(rules.nameRule(), rules.namespaced(), metadata);
        kubernetesFinalizers(rules, metadata);
    }

    /** Of a resource that is a part of an object: it may have any name, or none yet. */
    public static void embedded(ObjectNode meta, Path path, FieldErrors errors) {
        ObjectNode named = meta;
        if (Tree.text(meta, "name").isEmpty()) {
            named = Tree.newObject().setAll(meta);
            named.put("name", "unnamed");
        }
        whole(NameRule.PATH_SEGMENT, !Tree.text(meta, "namespace").isEmpty(), Field.of(named, path, errors));
    }

    private static void whole(NameRule rule, boolean namespaced, Field meta) {
        names(rule, namespaced, meta);
        meta.at("generation").nonNegative();
        MAPS.check(meta);
        finalizers(meta.at("finalizers"));
    }

    /** On update of any kind; {@code old} is what is stored. */
    public static void update(MetadataRules rules, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field meta = Field.of(object, "metadata", errors);
        Field before = Field.of(old, "metadata", errors);
        if (before.has("deletionTimestamp")) {
            noNewFinalizers(meta.at("finalizers"), before.at("finalizers"));
        }
        if (meta.isEmpty("resourceVersion")) {
            meta.at("resourceVersion").invalid("", "must be specified for an update");
        }
        if (meta.number("generation") < before.number("generation")) {
            meta.at("generation").invalid(meta.number("generation"), "must not be decremented");
        }
        for (String field : List.of("name", "namespace", "uid")) {
            if (!meta.text(field).equals(before.text(field))) {
                meta.at(field).invalid(meta.text(field), IMMUTABLE);
            }
        }
        for (String field : List.of("creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")) {
            meta.at(field).unchanged(before.at(field));
        }
        MAPS.check(meta);
        kubernetesFinalizers(rules, meta);
    }

    private static void names(NameRule rule, boolean namespaced, Field meta) {
        Field prefix = meta.at("generateName");
        if (!prefix.isEmpty()) {
            for (String message : rule.check(prefix.text(), true)) {
                prefix.invalid(message);
            }
        }
        meta.at("name").requiredName(rule, "name or generateName is required");
        Field namespace = meta.at("namespace");
        if (namespaced) {
            namespace.requiredName(NameRule.DNS_LABEL);
        } else if (!namespace.isEmpty()) {
            namespace.forbidden("not allowed on this type");
        }
    }

    /** Upstream names the list in what it says of one of them. */
    private static void owners(Field owners) {
        String controller = "";
        for (JsonNode item : owners.node()) {
            Field owner = owners.with(item);
            String apiVersion = owner.text("apiVersion");
            if (apiVersion.substring(apiVersion.indexOf('/') + 1).isEmpty()) {
                owner.at("apiVersion").invalid(apiVersion, "version must not be empty");
            }
            OWNER.check(owner);
            String kind = owner.text("kind");
            if (apiVersion.equals("v1") && kind.equals("Event")) {
                owner.invalid("/v1, Kind=Event is disallowed from being an owner");
            }
            if (owner.flag("controller")) {
                String current = kind + "/" + owner.text("name");
                if (controller.isEmpty()) {
                    controller = current;
                } else {
                    owners.invalid(
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + current);
                }
            }
        }
    }

    private static void finalizers(Field finalizers) {
        boolean orphan = false;
        boolean foreground = false;
        for (JsonNode item : finalizers.node()) {
            Field finalizer = finalizers.with(item);
            LabelValidation.labelName(finalizer);
            orphan |= finalizer.text().equals("orphan");
            foreground |= finalizer.text().equals("foregroundDeletion");
        }
        if (orphan && foreground) {
            finalizers.invalid("finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    private static void kubernetesFinalizers(MetadataRules rules, Field meta) {
        if (!rules.allowsAnyFinalizer()) {
            meta.each("finalizers").forEach(LabelValidation::kubernetesFinalizer);
        }
    }

    private static void noNewFinalizers(Field finalizers, Field old) {
        Set<String> added = new TreeSet<>(finalizers.texts());
        added.removeAll(old.texts());
        if (!added.isEmpty()) {
            finalizers.forbidden("no new finalizers can be added if the object is being deleted, found new finalizers "
                    + added.stream().map(f -> '"' + f + '"').collect(Collectors.joining(", ", "[]string{", "}")));
        }
    }
}
