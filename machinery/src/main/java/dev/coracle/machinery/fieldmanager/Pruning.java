package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.schema.Schema;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a merged object what a manager applied last time, does not apply now, and nobody else owns. Works through
 * every version that somebody owns fields in, because a field may have another path there. Confined to one apply.
 */
final class Pruning {
    private final ObjectVersions versions;
    private final ManagedFields managed;

    /** @param managed with what the manager applies now */
    Pruning(ObjectVersions versions, ManagedFields managed) {
        this.versions = versions;
        this.managed = managed;
    }

    /**
     * @param last what the manager applied last time
     * @param version of {@code merged} and of the result
     */
    ObjectNode prune(ObjectNode merged, Ownership last, String version) {
        Schema schema = versions.schema(last.apiVersion());
        if (schema == null || last.fields().isEmpty()) {
            return merged;
        }
        ObjectNode whole = convert(merged, last.apiVersion());
        ObjectNode pruned = Remover.remove(whole, NamedFields.include(last.fields(), schema), schema);
        pruned = addBackOwned(whole, pruned, last.apiVersion());
        pruned = addBackDangling(whole, convert(pruned, last.apiVersion()), last, schema);
        return convert(pruned, version);
    }

    private ObjectNode convert(ObjectNode object, String version) {
        ObjectNode converted = versions.convert(object, version);
        Schema schema = versions.schema(version);
        if (schema != null && !converted.path("apiVersion").equals(object.path("apiVersion"))) {
            Completion.complete(converted, schema);
        }
        return converted;
    }

    /** First in the version that was pruned, because what went may be needed for a conversion. */
    private ObjectNode addBackOwned(ObjectNode merged, ObjectNode pruned, String prunedVersion) {
        Map<String, FieldSet> owned = new TreeMap<>();
        for (Manager manager : managed.managers()) {
            Ownership ownership = managed.get(manager);
            if (ownership != null) {
                owned.merge(ownership.apiVersion(), ownership.fields(), FieldSet::union);
            }
        }
        ObjectNode result = addBackOwned(merged, pruned, prunedVersion, owned.remove(prunedVersion));
        for (Map.Entry<String, FieldSet> version : owned.entrySet()) {
            result = addBackOwned(merged, result, version.getKey(), version.getValue());
        }
        return result;
    }

    private ObjectNode addBackOwned(ObjectNode merged, ObjectNode pruned, String version, @Nullable FieldSet owned) {
        Schema schema = versions.schema(version);
        if (owned == null || schema == null) {
            return pruned;
        }
        ObjectNode whole = convert(merged, version);
        FieldSet all = NamedFields.include(FieldCollector.collect(whole, schema), schema);
        FieldSet left = NamedFields.include(FieldCollector.collect(convert(pruned, version), schema), schema);
        FieldSet kept = left.union(NamedFields.include(owned, schema));
        return Remover.remove(whole, all.difference(kept), schema);
    }

    /** What the manager never owned stays, even if it stood within something that went. */
    private static ObjectNode addBackDangling(ObjectNode merged, ObjectNode pruned, Ownership last, Schema schema) {
        FieldSet left = NamedFields.include(FieldCollector.collect(pruned, schema), schema);
        FieldSet all = NamedFields.include(FieldCollector.collect(merged, schema), schema);
        FieldSet gone = all.difference(left).intersection(NamedFields.include(last.fields(), schema));
        return Remover.remove(merged, gone, schema);
    }
}
