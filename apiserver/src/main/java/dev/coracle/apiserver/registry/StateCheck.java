package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks what a store holds, entry by entry and then as a whole: that each object can be read and lies where its name says,
 * that it holds every claim it makes, and that every claim is held by an object that makes it. Confined to one thread.
 */
public final class StateCheck {
    private static final String REGISTRY = "/registry/";
    private static final int GROUPED_SEGMENTS = 3;

    private final Map<String, Resource> resources = new HashMap<>();
    /** By the claim: the key of the object that makes it. */
    private final Map<String, String> made = new TreeMap<>();
    /** By the claim: the key of the object that holds it. */
    private final Map<String, String> held = new TreeMap<>();

    private final List<String> problems = new ArrayList<>();
    private long objects;

    /** @param known the kinds that have claims; of others it is only checked that they can be read */
    public StateCheck(Collection<Resource> known) {
        known.forEach(resource -> resources.put(resource.keyPrefix(), resource));
    }

    public void add(Entry entry) {
        if (entry.key().startsWith(REGISTRY)) {
            objects++;
            try {
                object(entry);
            } catch (RuntimeException e) { // whatever the bytes are, they are no object
                problems.add("object " + entry.key() + " cannot be read: " + e.getMessage());
            }
        } else if (entry.key().startsWith(ClaimIndex.PREFIX)) {
            held.put(entry.key(), new String(entry.value(), StandardCharsets.ISO_8859_1));
        }
    }

    private void object(Entry entry) {
        int end = prefixEnd(entry.key());
        Resource resource = resources.get(entry.key().substring(0, end));
        String within = entry.key().substring(end);
        ObjectNode object = (resource == null
                        ? StoredObject.decode(within, entry.value(), entry.revision())
                        : StoredObject.decode(
                                within,
                                entry.value(),
                                entry.revision(),
                                resource.strategy().form()))
                .read();
        String name = Tree.name(object);
        if (!within.equals(name) && !within.endsWith("/" + name)) {
            problems.add("object " + entry.key() + " says that its name is " + name);
        }
        if (resource != null) {
            resource.strategy().claims(object).forEach(claim -> made.put(claim, entry.key()));
        }
    }

    /** Where the key within the resource begins: the core group's resources have a prefix of two segments. */
    private int prefixEnd(String key) {
        int second = key.indexOf('/', REGISTRY.length()) + 1;
        int third = key.indexOf('/', second) + 1;
        return third > 0 && (resources.containsKey(key.substring(0, third)) || isGrouped(key)) ? third : second;
    }

    /** A custom resource's prefix names its group, and a group that is not the core's has a dot. */
    private static boolean isGrouped(String key) {
        return key.split("/", GROUPED_SEGMENTS + 1)[2].indexOf('.') > 0;
    }

    public long objects() {
        return objects;
    }

    public long claims() {
        return held.size();
    }

    /** What is wrong with all that was added. */
    public List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        made.forEach((claim, maker) -> {
            String holder = held.get(claim);
            if (!maker.equals(holder)) {
                all.add("claim " + claim + " of " + maker + " is "
                        + (holder == null ? "not held" : "held by " + holder));
            }
        });
        held.forEach((claim, holder) -> {
            if (!made.containsKey(claim)) {
                all.add("claim " + claim + " is held by " + holder + ", which does not make it");
            }
        });
        return all;
    }
}
