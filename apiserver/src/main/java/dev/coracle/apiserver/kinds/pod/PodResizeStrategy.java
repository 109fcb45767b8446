package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;
import java.util.Map;

/** {@code pods/resize}: changes what containers ask for of CPU and memory. Upstream's ValidatePodResize (v1.36). */
final class PodResizeStrategy implements Strategy {
    private static final List<String> LISTS = List.of("containers", "initContainers");
    private static final List<String> RESIZABLE = List.of("resources", "resizePolicy");

    private final Strategy pods;

    PodResizeStrategy(Strategy pods) {
        this.pods = pods;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        pods.setDefaults(object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        JsonNode wanted = Tree.spec(object);
        JsonNode before = Tree.spec(old);
        for (String list : LISTS) {
            if (Tree.get(wanted, list).size() != Tree.get(before, list).size()) {
                return; // for validation to refuse
            }
        }
        ObjectNode spec = before.deepCopy();
        if (Tree.has(wanted, "resources")) {
            spec.set("resources", Tree.get(wanted, "resources"));
        } else {
            spec.remove("resources");
        }
        for (String list : LISTS) {
            if (spec.get(list) instanceof ArrayNode containers) {
                merge(containers, Tree.get(wanted, list), spec, list);
            }
        }
        SubresourceMetadata.reset(object, old);
        object.set("spec", spec);
        pods.prepareForUpdate(context, object, old);
    }

    private static void merge(ArrayNode containers, JsonNode wanted, ObjectNode spec, String list) {
        for (int i = 0; i < containers.size(); i++) {
            if (!Tree.text(containers.get(i), "name").equals(Tree.text(wanted.get(i), "name"))) {
                spec.set(list, wanted); // renamed or reordered, for validation to refuse
                return;
            }
        }
        for (int i = 0; i < containers.size(); i++) {
            ObjectNode container = (ObjectNode) containers.get(i);
            for (String field : RESIZABLE) {
                if (Tree.has(wanted.get(i), field)) {
                    container.set(field, wanted.get(i).get(field));
                } else {
                    container.remove(field);
                }
            }
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (Tree.has(Tree.get(Tree.metadata(old), "annotations"), PodAnnotations.MIRROR)) {
            errors.forbidden(Path.of(""), "static pods cannot be resized");
            return;
        }
        if (Tree.text(Tree.get(Tree.spec(old), "os"), "name").equals("windows")) {
            errors.forbidden(Path.of(""), "windows pods cannot be resized");
            return;
        }
        PodValidation.pod(object, errors);
        Field spec = Field.spec(object, errors);
        String qos = Tree.text(Tree.status(old), "qosClass");
        String was = qos.isEmpty() ? QosClass.of(Tree.spec(old)) : qos;
        if (!was.equals(QosClass.of(spec.node()))) {
            spec.invalid(
                    Tree.text(Tree.status(object), "qosClass"), "Pod QOS Class may not change as a result of resizing");
        }
        if (!nodeSupportsResize(old)) {
            spec.forbidden("Pod running on node without support for resize");
        }
        if (sameContainers(spec, Tree.spec(old))) {
            changes(spec, Tree.spec(old));
        }
    }

    private static boolean nodeSupportsResize(ObjectNode pod) {
        for (JsonNode status : Tree.get(Tree.status(pod), "containerStatuses")) {
            if (Tree.has(Tree.get(status, "state"), "running")) {
                return Tree.has(status, "resources");
            }
        }
        return true;
    }

    private static boolean sameContainers(Field spec, JsonNode before) {
        int found = spec.errors().count();
        for (String list : LISTS) {
            Field now = spec.at(list);
            JsonNode old = Tree.get(before, list);
            if (now.size() != old.size()) {
                now.forbidden(list + " may not be added or removed on resize");
                continue;
            }
            for (Field container : now.each()) {
                if (!container.text("name").equals(Tree.text(old.get(container.index()), "name"))) {
                    container.at("name").forbidden(list + " may not be renamed or reordered on resize");
                }
            }
        }
        return spec.errors().count() == found;
    }

    private static void changes(Field spec, JsonNode before) {
        for (String list : List.of("initContainers", "containers")) {
            for (Field container : spec.each(list)) {
                JsonNode old = Tree.get(before, list).get(container.index());
                if (list.equals("containers") || isSidecar(old)) {
                    removed(container, old, "requests");
                    removed(container, old, "limits");
                }
            }
        }
        for (String list : LISTS) {
            for (Field container : spec.each(list)) {
                container(spec, container, Tree.get(before, list).get(container.index()));
            }
        }
    }

    private static void container(Field spec, Field container, JsonNode before) {
        JsonNode now = container.node();
        boolean init = container.parent().name().equals("initContainers");
        if (init && !isSidecar(before)) {
            if (!Tree.same(now, before)) {
                spec.forbidden("resources for non-sidecar init containers are immutable");
            }
            return;
        }
        ObjectNode masked = now.deepCopy();
        ObjectNode resources = Tree.newObject();
        for (String amounts : List.of("limits", "requests")) {
            ObjectNode mask = masked(now, before, amounts);
            if (!mask.isEmpty()) {
                resources.set(amounts, mask);
            }
        }
        masked.set("resources", resources);
        Tree.copy(masked, before, "resizePolicy");
        if (!Tree.same(masked, before)) {
            if (init) {
                container.forbidden("only cpu and memory resources for init or sidecar containers are mutable");
            } else {
                spec.forbidden("only cpu and memory resources are mutable");
            }
        }
    }

    /** The new amounts with the old ones of what may change. */
    private static ObjectNode masked(JsonNode now, JsonNode before, String amounts) {
        ObjectNode mask = Tree.newObject();
        for (Map.Entry<String, JsonNode> amount : Tree.entries(Tree.get(now, "resources", amounts))) {
            if (!isComputed(amount.getKey())) {
                mask.set(amount.getKey(), amount.getValue());
            }
        }
        for (Map.Entry<String, JsonNode> amount : Tree.entries(Tree.get(before, "resources", amounts))) {
            if (isComputed(amount.getKey())) {
                mask.set(amount.getKey(), amount.getValue());
            }
        }
        return mask;
    }

    private static boolean isComputed(String resource) {
        return resource.equals("cpu") || resource.equals("memory");
    }

    private static boolean isSidecar(JsonNode container) {
        return Tree.text(container, "restartPolicy").equals("Always");
    }

    private static void removed(Field container, JsonNode before, String amounts) {
        Field now = container.at("resources", amounts);
        for (Map.Entry<String, JsonNode> amount : Tree.entries(Tree.get(before, "resources", amounts))) {
            if (!now.node().has(amount.getKey())) {
                now.forbidden("resource " + amounts + " cannot be removed");
                return;
            }
        }
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return List.of();
    }
}
