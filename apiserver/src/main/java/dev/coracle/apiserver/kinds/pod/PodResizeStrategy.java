package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import java.util.Map;

/** {@code pods/resize}: changes what containers ask for of CPU and memory. Upstream's ValidatePodResize (v1.36). */
final class PodResizeStrategy implements Strategy {
    private static final Path SPEC = Path.of("spec");
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
        if (Tree.has(Tree.get(Tree.metadata(old), "annotations"), EphemeralContainersStrategy.MIRROR)) {
            errors.forbidden(Path.of(""), "static pods cannot be resized");
            return;
        }
        if (Tree.text(Tree.get(Tree.spec(old), "os"), "name").equals("windows")) {
            errors.forbidden(Path.of(""), "windows pods cannot be resized");
            return;
        }
        PodValidation.pod(object, errors);
        String qos = Tree.text(Tree.status(old), "qosClass");
        String was = qos.isEmpty() ? QosClass.of(Tree.spec(old)) : qos;
        if (!was.equals(QosClass.of(Tree.spec(object)))) {
            errors.invalid(
                    SPEC,
                    Tree.text(Tree.status(object), "qosClass"),
                    "Pod QOS Class may not change as a result of resizing");
        }
        if (!nodeSupportsResize(old)) {
            errors.forbidden(SPEC, "Pod running on node without support for resize");
        }
        if (!sameContainers(Tree.spec(object), Tree.spec(old), errors)) {
            return;
        }
        changes(object, old, errors);
    }

    private static boolean nodeSupportsResize(ObjectNode pod) {
        for (JsonNode status : Tree.get(Tree.status(pod), "containerStatuses")) {
            if (Tree.has(Tree.get(status, "state"), "running")) {
                return Tree.has(status, "resources");
            }
        }
        return true;
    }

    private static boolean sameContainers(JsonNode spec, JsonNode before, FieldErrors errors) {
        boolean same = true;
        for (String list : LISTS) {
            JsonNode now = Tree.get(spec, list);
            JsonNode old = Tree.get(before, list);
            Path path = SPEC.child(list);
            if (now.size() != old.size()) {
                errors.forbidden(path, list + " may not be added or removed on resize");
                same = false;
                continue;
            }
            for (int i = 0; i < old.size(); i++) {
                if (!Tree.text(now.get(i), "name").equals(Tree.text(old.get(i), "name"))) {
                    errors.forbidden(path.index(i).child("name"), list + " may not be renamed or reordered on resize");
                    same = false;
                }
            }
        }
        return same;
    }

    private static void changes(ObjectNode object, ObjectNode old, FieldErrors errors) {
        for (String list : List.of("initContainers", "containers")) {
            JsonNode now = Tree.get(Tree.spec(object), list);
            JsonNode before = Tree.get(Tree.spec(old), list);
            for (int i = 0; i < before.size(); i++) {
                if (list.equals("containers") || isSidecar(before.get(i))) {
                    Path path = SPEC.child(list).index(i).child("resources");
                    removed(now.get(i), before.get(i), "requests", path, errors);
                    removed(now.get(i), before.get(i), "limits", path, errors);
                }
            }
        }
        for (String list : LISTS) {
            JsonNode now = Tree.get(Tree.spec(object), list);
            JsonNode before = Tree.get(Tree.spec(old), list);
            for (int i = 0; i < before.size(); i++) {
                container(list, i, now.get(i), before.get(i), errors);
            }
        }
    }

    private static void container(String list, int index, JsonNode now, JsonNode before, FieldErrors errors) {
        boolean init = list.equals("initContainers");
        if (init && !isSidecar(before)) {
            if (!Tree.same(now, before)) {
                errors.forbidden(SPEC, "resources for non-sidecar init containers are immutable");
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
        for (String field : List.of("resizePolicy")) {
            if (Tree.has(before, field)) {
                masked.set(field, before.get(field));
            } else {
                masked.remove(field);
            }
        }
        if (!Tree.same(masked, before)) {
            if (init) {
                errors.forbidden(
                        SPEC.child(list).index(index),
                        "only cpu and memory resources for init or sidecar containers are mutable");
            } else {
                errors.forbidden(SPEC, "only cpu and memory resources are mutable");
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

    private static void removed(JsonNode now, JsonNode before, String amounts, Path path, FieldErrors errors) {
        JsonNode after = Tree.get(now, "resources", amounts);
        for (Map.Entry<String, JsonNode> amount : Tree.entries(Tree.get(before, "resources", amounts))) {
            if (!after.has(amount.getKey())) {
                errors.forbidden(path.child(amounts), "resource " + amounts + " cannot be removed");
                return;
            }
        }
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return List.of();
    }
}
