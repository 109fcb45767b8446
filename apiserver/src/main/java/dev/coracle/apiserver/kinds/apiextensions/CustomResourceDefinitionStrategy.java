package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.CustomResources;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.Locale;
import java.util.Set;

/**
 * CustomResourceDefinitions. Deletion begins with a finalizer, under which the instances are deleted; the rules are those
 * of apiextensions' registry (v1.36).
 */
final class CustomResourceDefinitionStrategy implements Strategy {
    /** Rules are compiled while a definition is checked, which takes seconds the first time. */
    private final WriteThreads threads = new WriteThreads("customresourcedefinitions", WriteThreads.pool());

    @Override
    public WriteThreads threads() {
        return threads;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        ObjectNode names = Tree.createObject(spec, "names");
        String kind = Tree.text(names, "kind");
        Tree.setDefault(names, "singular", kind.toLowerCase(Locale.ROOT));
        if (!kind.isEmpty()) {
            Tree.setDefault(names, "listKind", kind + "List");
        }
        if (!Tree.has(spec, "conversion")) {
            spec.putObject("conversion").put("strategy", "None");
        }
        JsonNode service = Tree.get(spec, "conversion", "webhook", "clientConfig", "service");
        if (service instanceof ObjectNode reference) {
            Tree.setDefault(reference, "port", 443);
        }
        ObjectNode status = Tree.createObject(object, "status");
        if (Tree.isEmpty(status, "storedVersions")) {
            addStoredVersion(object, status);
        }
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        ObjectNode status = object.putObject("status");
        status.putNull("conditions");
        status.putObject("acceptedNames").put("plural", "").put("kind", "");
        addStoredVersion(object, status);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        addStoredVersion(object, Tree.createObject(object, "status"));
    }

    private static void addStoredVersion(ObjectNode object, ObjectNode status) {
        for (JsonNode version : Tree.get(Tree.spec(object), "versions")) {
            if (Tree.flag(version, "storage")) {
                ArrayNode stored = Tree.createList(status, "storedVersions");
                for (JsonNode there : stored) {
                    if (there.asText().equals(Tree.text(version, "name"))) {
                        return;
                    }
                }
                stored.add(Tree.text(version, "name"));
                return;
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        DefinitionValidation.validate(object, null, errors);
        warnOfFormats(context, object, Set.of());
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        DefinitionValidation.validate(object, old, errors);
        warnOfFormats(context, object, UnknownFormats.of(Tree.get(Tree.spec(old), "versions")));
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        DefinitionValidation.acceptedNames(Field.of(object, errors));
    }

    private static void warnOfFormats(WriteContext context, ObjectNode object, Set<String> known) {
        for (String format : UnknownFormats.of(Tree.get(Tree.spec(object), "versions"))) {
            if (!known.contains(format)) {
                context.warn("unrecognized format \"" + format + "\"");
            }
        }
    }

    /** A definition always stays until its instances are gone. */
    @Override
    public boolean mayBeRemoved(ObjectNode object) {
        return Tree.has(Tree.metadata(object), "deletionTimestamp");
    }

    @Override
    public void markDeleting(ObjectNode object) {
        ArrayNode finalizers = Tree.createList(Tree.createObject(object, "metadata"), "finalizers");
        boolean there = false;
        for (JsonNode finalizer : finalizers) {
            there |= finalizer.asText().equals(CustomResources.FINALIZER);
        }
        if (!there) {
            finalizers.add(CustomResources.FINALIZER);
        }
        ArrayNode conditions = Tree.createList(Tree.createObject(object, "status"), "conditions");
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (Tree.text(conditions.get(i), "type").equals("Terminating")) {
                conditions.remove(i);
            }
        }
        conditions
                .addObject()
                .put("type", "Terminating")
                .put("status", "True")
                .put("lastTransitionTime", Tree.text(Tree.metadata(object), "deletionTimestamp"))
                .put("reason", "InstanceDeletionPending")
                .put(
                        "message",
                        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");
    }
}
