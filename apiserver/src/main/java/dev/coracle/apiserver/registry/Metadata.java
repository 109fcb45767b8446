package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.json.JsonEquality;
import dev.coracle.machinery.tree.Tree;
import java.util.Map;

/** What the pipeline does to {@code metadata}, whatever the kind. */
final class Metadata {
    private Metadata() {}

    static ObjectNode of(ObjectNode object) {
        return Tree.createObject(object, "metadata");
    }

    /** The request's namespace is the object's, or the object must not be for this path. */
    static void agreeOnNamespace(Resource resource, ObjectNode object, String namespace) {
        ObjectNode metadata = of(object);
        String own = Tree.text(metadata, "namespace");
        if (!resource.namespaced()) {
            metadata.remove("namespace");
        } else if (own.isEmpty()) {
            metadata.put("namespace", namespace);
        } else if (!own.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** Puts back the managers' times when nothing but them differs, so that a write which changes nothing is none. */
    static void keepTimesIfOnlyTheyDiffer(ObjectNode object, ObjectNode old) {
        JsonNode before = Tree.get(Tree.metadata(old), "managedFields");
        JsonNode after = Tree.get(Tree.metadata(object), "managedFields");
        if (!after.isArray() || before.equals(after) || !sameButTimes(before, after)) {
            return;
        }
        ObjectNode metadata = of(object);
        metadata.set("managedFields", before);
        if (!same(object, old)) {
            metadata.set("managedFields", after);
        }
    }

    private static boolean sameButTimes(JsonNode before, JsonNode after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            for (String field : new String[] {"manager", "operation", "apiVersion", "subresource", "fieldsV1"}) {
                if (!Tree.get(before.get(i), field).equals(Tree.get(after.get(i), field))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Takes over what a client need not send back and may not change by leaving it out. */
    static void keepSystemFields(ObjectNode metadata, JsonNode old) {
        for (String field :
                new String[] {"uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
            if (!Tree.has(metadata, field) && Tree.has(old, field)) {
                metadata.set(field, old.get(field));
            }
        }
        if (Tree.has(old, "creationTimestamp")) {
            metadata.set("creationTimestamp", old.get("creationTimestamp"));
        }
        if (Tree.has(old, "generation")) {
            metadata.set("generation", old.get("generation"));
        } else {
            metadata.remove("generation");
        }
    }

    static boolean hasFinalizers(ObjectNode object) {
        return !Tree.isEmpty(Tree.metadata(object), "finalizers");
    }

    static boolean isDeleting(ObjectNode object) {
        return Tree.has(Tree.metadata(object), "deletionTimestamp");
    }

    /** Whether anything besides metadata and status differs. */
    static boolean desiredStateDiffers(ObjectNode one, ObjectNode other) {
        return differs(one, other) || differs(other, one);
    }

    private static boolean differs(ObjectNode one, ObjectNode other) {
        for (Map.Entry<String, JsonNode> field : one.properties()) {
            String name = field.getKey();
            if (!name.equals("metadata")
                    && !name.equals("status")
                    && !JsonEquality.exact(field.getValue(), Tree.get(other, name))) {
                return true;
            }
        }
        return false;
    }

    static boolean same(ObjectNode one, ObjectNode other) {
        return JsonEquality.exact(one, other);
    }

    static void nextGeneration(ObjectNode object) {
        ObjectNode metadata = of(object);
        if (Tree.number(metadata, "generation") > 0) {
            metadata.put("generation", Tree.number(metadata, "generation") + 1);
        }
    }

    static String uid(StoredObject object) {
        return Tree.text(Tree.metadata(object.read()), "uid");
    }
}
