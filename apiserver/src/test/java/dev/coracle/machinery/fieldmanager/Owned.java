package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.registry.ManagedVersions;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.decode.ObjectDecoder;
import dev.coracle.machinery.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object that several managers write to, without a server around it. */
final class Owned {
    private static final ObjectDecoder DECODER = SchemaCatalogue.load().decoder();

    private final Resource resource;
    private final FieldManager manager;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private @Nullable ObjectNode object;

    Owned(Resource resource) {
        this.resource = resource;
        this.manager = ManagedVersions.manager(resource, resource.stored(), "");
    }

    static ObjectNode yaml(String text) {
        return DECODER.configuration(text.getBytes(StandardCharsets.UTF_8)).object();
    }

    private ObjectNode whole(String yaml) {
        ObjectNode whole = yaml(yaml);
        whole.put("kind", resource.names().kind());
        whole.put("apiVersion", resource.stored().groupVersion().toString());
        return whole;
    }

    ObjectNode object() {
        if (object == null) {
            throw new IllegalStateException("nothing has been written");
        }
        return object;
    }

    Owned apply(String name, String yaml) {
        return apply(name, yaml, false);
    }

    Owned force(String name, String yaml) {
        return apply(name, yaml, true);
    }

    private Owned apply(String name, String yaml, boolean force) {
        tick();
        FieldManager.Applied applied = manager.apply(object, whole(yaml), name, force, now);
        ObjectNode merged = applied.object();
        if (merged == null) {
            merged = object == null ? whole(yaml) : object.deepCopy();
        }
        if (object != null) {
            Tree.copy(Tree.createObject(merged, "metadata"), Tree.metadata(object), "uid");
        } else {
            Tree.createObject(merged, "metadata").put("uid", "u");
        }
        applied.store(merged);
        object = merged;
        return this;
    }

    /** Writes the whole object. */
    Owned put(String name, String yaml) {
        tick();
        ObjectNode next = whole(yaml);
        if (object == null) {
            manager.create(next, name, now);
        } else {
            manager.update(object, next, name, now);
        }
        object = next;
        return this;
    }

    private void tick() {
        now = now.plusSeconds(1);
    }

    /** What a manager owns, one path a line; by update and apply together. */
    String by(String name) {
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : Tree.get(Tree.metadata(object()), "managedFields")) {
            if (Tree.text(entry, "manager").equals(name)) {
                FieldsV1.decode(entry.get("fieldsV1")).forEach(lines::add);
            }
        }
        return String.join(" ", lines);
    }

    /** The managers in the order in which they stand. */
    List<String> managers() {
        List<String> managers = new ArrayList<>();
        Tree.get(Tree.metadata(object()), "managedFields")
                .forEach(entry -> managers.add(Tree.text(entry, "manager") + " " + Tree.text(entry, "operation")));
        return managers;
    }

    FieldSet everybodys() {
        FieldSet all = FieldSet.EMPTY;
        for (JsonNode entry : Tree.get(Tree.metadata(object()), "managedFields")) {
            all = all.union(FieldsV1.decode(entry.get("fieldsV1")));
        }
        return all;
    }

    String at(String pointer) {
        JsonNode value = object().at(pointer);
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
