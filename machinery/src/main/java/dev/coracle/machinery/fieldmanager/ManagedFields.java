package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.Utf8;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All managers of one object and what they own: {@code metadata.managedFields}. Confined to one write. */
final class ManagedFields {
    private static final int MAX_UPDATERS = 10;
    private static final String ANCIENT = "ancient-changes";
    private static final String FIELDS_V1 = "FieldsV1";

    private static final Comparator<Map.Entry<Manager, Ownership>> ORDER = Comparator.comparing(
                    (Map.Entry<Manager, Ownership> e) -> e.getKey().operation())
            .thenComparingLong(e -> seconds(e.getValue()))
            .thenComparing(e -> e.getKey().name(), Utf8::compare)
            .thenComparing(e -> e.getValue().apiVersion(), Utf8::compare)
            .thenComparing(e -> e.getKey().subresource(), Utf8::compare);

    private final Map<Manager, Ownership> owners = new LinkedHashMap<>();

    /**
     * Reads what this server has stored.
     *
     * @param entries the missing node when there are none
     */
    static ManagedFields stored(JsonNode entries) {
        ManagedFields managed = new ManagedFields();
        for (JsonNode entry : entries) {
            managed.owners.put(
                    manager(entry),
                    Ownership.of(
                            Tree.get(entry, "fieldsV1"), Tree.text(entry, "apiVersion"), Tree.text(entry, "time")));
        }
        return managed;
    }

    /**
     * Reads what a client sent.
     *
     * @throws IllegalArgumentException when it is not what upstream takes
     */
    static ManagedFields sent(JsonNode entries) {
        ManagedFields managed = new ManagedFields();
        int number = 0;
        for (JsonNode entry : entries) {
            String operation = Tree.text(entry, "operation");
            if (!operation.equals("Apply") && !operation.equals("Update")) {
                throw new IllegalArgumentException("operation must be `Apply` or `Update`");
            }
            if (Tree.text(entry, "apiVersion").isEmpty()) {
                throw new IllegalArgumentException("apiVersion must not be empty");
            }
            String type = Tree.text(entry, "fieldsType");
            if (!type.equals(FIELDS_V1)) {
                throw new IllegalArgumentException(
                        type.isEmpty()
                                ? "missing fieldsType in managed fields entry " + number
                                : "invalid fieldsType \"" + type + "\" in managed fields entry " + number);
            }
            FieldSet fields = FieldsV1.decode(Tree.get(entry, "fieldsV1"));
            managed.owners.put(
                    manager(entry), Ownership.of(fields, Tree.text(entry, "apiVersion"), Tree.text(entry, "time")));
            number++;
        }
        return managed;
    }

    private static Manager manager(JsonNode entry) {
        boolean applies = Tree.text(entry, "operation").equals("Apply");
        return new Manager(
                Tree.text(entry, "manager"),
                applies,
                applies ? "" : Tree.text(entry, "apiVersion"),
                Tree.text(entry, "subresource"));
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    /** May be changed while walking over it: a copy. */
    Set<Manager> managers() {
        return new java.util.TreeSet<>(owners.keySet());
    }

    @Nullable
    Ownership get(Manager manager) {
        return owners.get(manager);
    }

    /** A manager that owns nothing is none. */
    void put(Manager manager, Ownership ownership) {
        if (ownership.fields().isEmpty()) {
            owners.remove(manager);
        } else {
            owners.put(manager, ownership);
        }
    }

    void remove(Manager manager) {
        owners.remove(manager);
    }

    ManagedFields copy() {
        ManagedFields copy = new ManagedFields();
        copy.owners.putAll(owners);
        return copy;
    }

    /** Whether somebody owns one of these fields. */
    boolean touches(FieldSet fields) {
        return owners.values().stream().anyMatch(ownership -> ownership.touches(fields));
    }

    /** Merges the oldest updaters of each version into one until there are few enough. */
    void capUpdaters() {
        List<Map.Entry<Manager, Ownership>> updaters = new ArrayList<>();
        owners.entrySet().stream().filter(e -> !e.getKey().applies()).forEach(updaters::add);
        int count = updaters.size();
        if (count <= MAX_UPDATERS) {
            return;
        }
        updaters.sort(Comparator.comparingLong((Map.Entry<Manager, Ownership> e) -> seconds(e.getValue()))
                .thenComparing(Map.Entry::getKey));
        Map<String, Manager> firstOfVersion = new HashMap<>();
        for (Map.Entry<Manager, Ownership> updater : List.copyOf(updaters)) {
            if (count <= MAX_UPDATERS) {
                return;
            }
            Ownership ownership = updater.getValue();
            String version = ownership.apiVersion();
            Manager first = firstOfVersion.putIfAbsent(version, updater.getKey());
            if (first != null) {
                Manager bucket = Manager.updater(ANCIENT, version, "");
                Ownership collected = owners.containsKey(bucket) ? owners.get(bucket) : owners.remove(first);
                if (collected != null) {
                    FieldSet together = ownership.fields().union(collected.fields());
                    owners.remove(updater.getKey());
                    owners.put(bucket, Ownership.of(together, version, ownership.time()));
                }
                count--;
            }
        }
    }

    private static long seconds(Ownership ownership) {
        return ownership.time().isEmpty() ? 0 : Instant.parse(ownership.time()).getEpochSecond();
    }

    ArrayNode encode() {
        List<Map.Entry<Manager, Ownership>> sorted = new ArrayList<>(owners.entrySet());
        sorted.sort(ORDER);
        ArrayNode entries = JsonNodeFactory.instance.arrayNode(sorted.size());
        for (Map.Entry<Manager, Ownership> owner : sorted) {
            Manager manager = owner.getKey();
            ObjectNode entry = entries.addObject();
            if (!manager.name().isEmpty()) {
                entry.put("manager", manager.name());
            }
            entry.put("operation", manager.operation())
                    .put("apiVersion", owner.getValue().apiVersion());
            if (!owner.getValue().time().isEmpty()) {
                entry.put("time", owner.getValue().time());
            }
            entry.put("fieldsType", FIELDS_V1).set("fieldsV1", owner.getValue().encoded());
            if (!manager.subresource().isEmpty()) {
                entry.put("subresource", manager.subresource());
            }
        }
        return entries;
    }

    /** Sets {@code metadata.managedFields}, or takes it away when nobody owns anything. */
    void store(ObjectNode object) {
        ObjectNode metadata = Tree.createObject(object, "metadata");
        if (owners.isEmpty()) {
            metadata.remove("managedFields");
        } else {
            metadata.set("managedFields", encode());
        }
    }
}
