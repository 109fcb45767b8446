package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who manages the replicas of an object, seen from its Scale and back: upstream's {@code ScaleHandler}. Immutable.
 */
public final class ScaleHandler {
    private static final FieldSet REPLICAS = FieldSet.path("spec", "replicas");
    private static final String SCALE_VERSION = "autoscaling/v1";

    private final JsonNode parent;
    private final String apiVersion;
    private final Map<String, FieldSet> replicas;

    /**
     * @param parent the object's managedFields; the missing node when there are none
     * @param apiVersion the version of the object that the request names
     * @param replicas the path of the replicas in each version
     */
    public ScaleHandler(JsonNode parent, String apiVersion, Map<String, List<String>> replicas) {
        this.parent = parent;
        this.apiVersion = apiVersion;
        this.replicas = replicas.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> FieldSet.path(entry.getValue().toArray(new String[0]))));
    }

    /** Keeps the managedFields of Scales. */
    public static FieldManager manager(GroupVersionKind kind, Schema schema) {
        return FieldManager.ofDocument(kind, schema, "scale");
    }

    /** The managedFields of the Scale. */
    public ArrayNode toScale() {
        ManagedFields managed = ManagedFields.stored(parent);
        ManagedFields scale = new ManagedFields();
        for (Manager manager : managed.managers()) {
            Ownership ownership = managed.get(manager);
            FieldSet path = ownership == null ? null : replicas.get(ownership.apiVersion());
            if (ownership != null && path != null && ownership.touches(path)) {
                scale.put(inScale(manager), Ownership.of(REPLICAS, SCALE_VERSION, ownership.time()));
            }
        }
        return scale.encode();
    }

    private static Manager inScale(Manager manager) {
        return manager.applies() ? manager : new Manager(manager.name(), false, SCALE_VERSION, manager.subresource());
    }

    /**
     * The managedFields of the object.
     *
     * @param scale those of the Scale after a write to it
     */
    public ArrayNode toParent(JsonNode scale) {
        ManagedFields managed = ManagedFields.stored(parent);
        ManagedFields scaled = ManagedFields.stored(scale);
        ManagedFields result = new ManagedFields();
        for (Manager manager : managed.managers()) {
            Ownership ownership = managed.get(manager);
            FieldSet path = ownership == null ? null : replicas.get(ownership.apiVersion());
            if (ownership == null || path == null) {
                continue;
            }
            if (ownership.touches(path) && scaled.get(manager) == null) {
                result.put(manager, ownership.with(fields -> fields.difference(path)));
            } else {
                result.put(manager, ownership);
                scaled.remove(manager);
            }
        }
        FieldSet path = replicas.get(apiVersion);
        for (Manager manager : scaled.managers()) {
            Ownership ownership = scaled.get(manager);
            if (ownership != null && path != null && ownership.touches(REPLICAS)) {
                Ownership before = managed.get(manager);
                result.put(manager, Ownership.of(path, apiVersion, before == null ? "" : before.time()));
            }
        }
        return result.encode();
    }
}
