package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.SpecDiff;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code pods/ephemeralcontainers}: adds containers to a pod that runs. Nothing else of it changes. */
final class EphemeralContainersStrategy implements Strategy {
    private static final String FIELD = "ephemeralContainers";

    private final Strategy pods;

    EphemeralContainersStrategy(Strategy pods) {
        this.pods = pods;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        pods.setDefaults(object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        JsonNode containers = Tree.get(Tree.spec(object), FIELD).deepCopy();
        SubresourceMetadata.reset(object, old);
        ObjectNode spec = Tree.spec(old).deepCopy();
        object.set("spec", spec);
        if (containers.isEmpty()) {
            spec.remove(FIELD);
        } else {
            spec.set(FIELD, containers);
        }
        pods.prepareForUpdate(context, object, old);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (Tree.has(Tree.get(Tree.metadata(old), "annotations"), PodAnnotations.MIRROR)) {
            errors.forbidden(Path.of(""), "static pods do not support ephemeral containers");
            return;
        }
        PodValidation.pod(object, errors);
        Field containers = Field.spec(object, errors).at(FIELD);
        Map<String, JsonNode> now = new HashMap<>();
        containers.node().forEach(container -> now.put(Tree.text(container, "name"), container));
        for (JsonNode before : Tree.get(Tree.spec(old), FIELD)) {
            String name = Tree.text(before, "name");
            JsonNode after = now.get(name);
            if (after == null) {
                containers.forbidden("existing ephemeral containers \"" + name + "\" may not be removed\n");
            } else if (!Tree.same(before, after)) {
                containers.forbidden("existing ephemeral containers \"" + name + "\" may not be changed\n"
                        + SpecDiff.of("EphemeralContainer", before, after));
            }
        }
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return List.of();
    }
}
