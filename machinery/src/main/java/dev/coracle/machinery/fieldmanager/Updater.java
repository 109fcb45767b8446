package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.json.JsonEquality;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Moves ownership when an object changes: upstream's {@code merge.Updater}. Changes the {@link ManagedFields} it is
 * given; confined to one write.
 */
final class Updater {
    /** Fields that nobody ever owns. */
    private static final FieldSet STRIPPED = stripped();

    private final ObjectVersions versions;
    private final ResetFields reset;

    Updater(ObjectVersions versions, ResetFields reset) {
        this.versions = versions;
        this.reset = reset;
    }

    private static FieldSet stripped() {
        FieldSet set = FieldSet.path("apiVersion").union(FieldSet.path("kind")).union(FieldSet.path("metadata"));
        for (String field : new String[] {
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "clusterName",
            "generation",
            "managedFields",
            "resourceVersion"
        }) {
            set = set.union(FieldSet.path("metadata", field));
        }
        return set;
    }

    /**
     * An update, which takes what it changes.
     *
     * @param live in the manager's version, without managedFields; empty for a create
     * @throws UnownableException when the items of some list cannot be told apart
     */
    void update(ObjectNode live, ObjectNode object, ManagedFields managed, Manager manager, String now) {
        Comparer comparer = new Comparer(true);
        String version = manager.apiVersion();
        Comparison own = relevant(comparer.compare(live, object, versions.schema(version)));
        if (own.isSame()) {
            return;
        }
        Changes changes = new Changes(comparer, live, object, version, own);
        take(managed, changes.conflicts(managed, null), changes);
        FieldSet taken = own.changed();
        if (!taken.isEmpty()) {
            Ownership previous = managed.get(manager);
            FieldSet all = previous == null ? taken : taken.union(previous.fields());
            managed.put(manager, Ownership.of(all, version, now));
        }
    }

    private Comparison relevant(Comparison comparison) {
        return comparison.map(fields -> reset.filter(fields.difference(STRIPPED)));
    }

    /** How the object changes in each version that somebody owns it in. */
    private final class Changes {
        private final Comparer comparer;
        private final ObjectNode before;
        private final ObjectNode after;
        private final Map<String, Comparison> byVersion = new HashMap<>();

        Changes(Comparer comparer, ObjectNode before, ObjectNode after, String version, Comparison comparison) {
            this.comparer = comparer;
            this.before = before;
            this.after = after;
            byVersion.put(version, comparison);
        }

        /** Null when the version is gone. */
        @Nullable
        Comparison in(String version) {
            Comparison known = byVersion.get(version);
            if (known == null) {
                Schema schema = versions.schema(version);
                if (schema == null) {
                    return null;
                }
                known = relevant(
                        comparer.compare(versions.convert(before, version), versions.convert(after, version), schema));
                byVersion.put(version, known);
            }
            return known;
        }

        /** What others own of the fields that are set otherwise. Drops managers of versions that are gone. */
        SortedMap<Manager, FieldSet> conflicts(ManagedFields managed, @Nullable Manager except) {
            TreeMap<Manager, FieldSet> conflicts = new TreeMap<>();
            for (Manager manager : managed.managers()) {
                Ownership ownership = managed.get(manager);
                if (ownership == null || manager.equals(except)) {
                    continue;
                }
                Comparison comparison = in(ownership.apiVersion());
                if (comparison == null) {
                    managed.remove(manager);
                } else if (ownership.touches(comparison.changed())) {
                    conflicts.put(manager, ownership.fields().intersection(comparison.changed()));
                }
            }
            return conflicts;
        }
    }

    /** Takes from everybody what is in conflict, and what is no longer there. */
    private static void take(ManagedFields managed, Map<Manager, FieldSet> conflicts, Changes changes) {
        for (Manager manager : managed.managers()) {
            Ownership ownership = managed.get(manager);
            Comparison comparison = ownership == null ? null : changes.in(ownership.apiVersion());
            if (ownership != null && comparison != null) {
                FieldSet conflict = conflicts.getOrDefault(manager, FieldSet.EMPTY);
                if (!conflict.isEmpty() || ownership.touches(comparison.removed())) {
                    managed.put(
                            manager,
                            ownership.with(fields -> fields.difference(conflict).difference(comparison.removed())));
                }
            }
        }
    }

    /**
     * The outcome of an apply.
     *
     * @param object the merged object; null when it is what it was
     * @param managed who owns what now
     */
    record Applied(@Nullable ObjectNode object, ManagedFields managed) {}

    /**
     * An apply, which takes what it mentions and lets go of what it no longer does.
     *
     * @param live in the version of the configuration, complete
     * @throws ApplyConflict when others own what would change, and force is not wanted
     */
    Applied apply(ObjectNode live, ObjectNode config, ManagedFields current, Manager manager, boolean force) {
        ManagedFields managed = reconciled(current);
        String version = Tree.text(config, "apiVersion");
        Schema schema = versions.schema(version);
        ObjectNode merged = Merger.merge(live, config, schema);
        Ownership last = managed.get(manager);
        FieldSet mentioned = reset.filter(FieldCollector.collect(config, schema));
        managed.remove(manager);
        managed.put(manager, Ownership.of(mentioned, version, last == null ? "" : last.time()));
        if (last != null) {
            merged = new Pruning(versions, managed).prune(merged, last, version);
        }
        Comparer comparer = new Comparer(false);
        Changes changes =
                new Changes(comparer, live, merged, version, relevant(comparer.compare(live, merged, schema)));
        SortedMap<Manager, FieldSet> conflicts = changes.conflicts(managed, manager);
        if (!force && !conflicts.isEmpty()) {
            throw new ApplyConflict(conflicts);
        }
        Ownership mine = managed.get(manager);
        managed.remove(manager);
        take(managed, conflicts, changes);
        if (mine != null) {
            managed.put(manager, mine.with(fields -> fields.difference(STRIPPED)));
        }
        return new Applied(JsonEquality.byValue(live, merged) ? null : merged, managed);
    }

    /** A copy that fits the schemas as they are now. */
    private ManagedFields reconciled(ManagedFields managed) {
        ManagedFields copy = new ManagedFields();
        for (Manager manager : managed.managers()) {
            Ownership ownership = managed.get(manager);
            Schema schema = ownership == null ? null : versions.schema(ownership.apiVersion());
            if (ownership != null && schema != null) {
                FieldSet fields = NamedFields.reconcile(ownership.fields(), schema);
                copy.put(manager, fields.sameAs(ownership.fields()) ? ownership : ownership.with(f -> fields));
            }
        }
        return copy;
    }
}
