package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import java.util.List;
import java.util.Map;

/** The stages of an update, of an object or of its status. */
final class UpdateStages {
    private UpdateStages() {}

    static void match(Draft draft) {
        String namespace = draft.request().namespace();
        Refusals.checkName(draft.metadata(), draft.name(), namespace);
        Metadata.agreeOnNamespace(draft.resource(), draft.object(), namespace);
    }

    /** Leaves the current version in {@code metadata}. */
    static void checkVersion(Draft draft) {
        ObjectNode metadata = draft.metadata();
        GroupResource shown = draft.request().target().groupResource();
        String wanted = Tree.text(metadata, "resourceVersion");
        String actual = Tree.text(Tree.metadata(draft.stored()), "resourceVersion");
        if (wanted.isEmpty() || wanted.equals("0")) {
            if (draft.resource().writes().has(WriteRules.Rule.REQUIRE_RESOURCE_VERSION)) {
                FieldErrors errors = new FieldErrors();
                errors.invalid(Path.of("metadata", "resourceVersion"), 0, "must be specified for an update");
                throw ApiException.invalid(shown.group(), shown.resource(), draft.name(), errors);
            }
        } else if (!wanted.equals(actual)) {
            checkNumber(wanted);
            throw ApiException.modified(shown, draft.name());
        }
        metadata.put("resourceVersion", actual);
    }

    private static void checkNumber(String version) {
        try {
            Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            throw ApiException.unforeseen("strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
        }
    }

    static void setDefaults(Draft draft) {
        draft.strategy().setDefaults(draft.object());
    }

    static void own(Draft draft) {
        draft.request()
                .trackUpdate(draft.stored(), draft.object(), draft.context().now());
    }

    /** Puts back what an update may not change, status included. */
    static void keep(Draft draft) {
        keepMetadata(draft);
        if (draft.resource().hasStatus()) {
            keepField(draft.object(), draft.stored(), "status");
        }
    }

    static void keepAllButStatus(Draft draft) {
        keepMetadata(draft);
        ObjectNode object = draft.object();
        ObjectNode old = draft.stored();
        List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
        for (String field : names) {
            if (!isStatusOrMetadata(field) && !old.has(field)) {
                object.remove(field);
            }
        }
        for (Map.Entry<String, JsonNode> field : old.properties()) {
            if (!isStatusOrMetadata(field.getKey())) {
                object.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        draft.request().fields().keepMetadata(object, old);
    }

    private static boolean isStatusOrMetadata(String field) {
        return field.equals("metadata") || field.equals("status");
    }

    private static void keepMetadata(Draft draft) {
        ObjectNode metadata = draft.metadata();
        metadata.remove("selfLink");
        Metadata.keepSystemFields(metadata, Tree.metadata(draft.stored()));
    }

    private static void keepField(ObjectNode object, ObjectNode old, String field) {
        if (old.has(field)) {
            object.set(field, old.get(field).deepCopy());
        } else {
            object.remove(field);
        }
    }

    static void prepare(Draft draft) {
        draft.strategy().prepareForUpdate(draft.context(), draft.object(), draft.stored());
    }

    static void prepareStatus(Draft draft) {
        draft.strategy().prepareForStatusUpdate(draft.context(), draft.object(), draft.stored());
    }

    static void moveGeneration(Draft draft) {
        Resource resource = draft.resource();
        if (resource.writes().has(WriteRules.Rule.GENERATION) && wantsOther(resource, draft.object(), draft.stored())) {
            draft.metadata().put("generation", Tree.number(Tree.metadata(draft.stored()), "generation") + 1);
        }
    }

    private static boolean wantsOther(Resource resource, ObjectNode object, ObjectNode old) {
        return Metadata.desiredStateDiffers(object, old)
                || (resource.writes().has(WriteRules.Rule.ANNOTATIONS)
                        && !Tree.same(
                                Tree.get(Tree.metadata(object), "annotations"),
                                Tree.get(Tree.metadata(old), "annotations")));
    }

    static void validate(Draft draft) {
        draft.check(errors -> {
            validateMetadata(draft, errors);
            draft.strategy().validateUpdate(draft.context(), draft.object(), draft.stored(), errors);
        });
    }

    static void validateStatus(Draft draft) {
        draft.check(errors -> {
            validateMetadata(draft, errors);
            draft.strategy().validateStatusUpdate(draft.context(), draft.object(), draft.stored(), errors);
        });
    }

    /** Twice, as upstream: for all kinds alike, and by the kind's own validation. A refusal lists its causes so. */
    private static void validateMetadata(Draft draft, FieldErrors errors) {
        for (int i = 0; i < 2; i++) {
            ObjectMetaValidation.update(draft.resource(), draft.object(), draft.stored(), errors);
        }
    }

    static void warn(Draft draft) {
        draft.strategy().updateWarnings(draft.object(), draft.stored()).forEach(draft.context()::warn);
    }
}
