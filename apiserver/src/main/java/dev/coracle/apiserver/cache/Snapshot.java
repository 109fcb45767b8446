package dev.coracle.apiserver.cache;

import java.util.SortedMap;
import org.pcollections.PSortedMap;

/** One resource's objects as of one revision. Immutable, so a list of several pages reads one state. */
public final class Snapshot {
    private final PSortedMap<String, StoredObject> objects;
    private final long revision;

    Snapshot(PSortedMap<String, StoredObject> objects, long revision) {
        this.objects = objects;
        this.revision = revision;
    }

    PSortedMap<String, StoredObject> objects() {
        return objects;
    }

    /** Everything up to this revision is in the snapshot, nothing above it. */
    public long revision() {
        return revision;
    }

    /**
     * The objects in key order.
     *
     * @param namespace empty for all
     * @param after the key (as {@link StoredObject#key}) to begin after; empty for the beginning
     */
    public Iterable<StoredObject> list(String namespace, String after) {
        String from = after.isEmpty() ? "" : after + "\0";
        if (namespace.isEmpty()) {
            return from.isEmpty() ? objects.values() : objects.tailMap(from).values();
        }
        String prefix = namespace + "/";
        String end = namespace + "0"; // '0' is the character after '/'
        return range(from.compareTo(prefix) > 0 ? from : prefix, end).values();
    }

    private SortedMap<String, StoredObject> range(String from, String end) {
        return from.compareTo(end) >= 0 ? objects.subMap(end, end) : objects.subMap(from, end);
    }

    /** How many objects a namespace holds; empty counts all. */
    public int count(String namespace) {
        if (namespace.isEmpty()) {
            return objects.size();
        }
        int count = 0;
        for (StoredObject ignored : list(namespace, "")) {
            count++;
        }
        return count;
    }
}
