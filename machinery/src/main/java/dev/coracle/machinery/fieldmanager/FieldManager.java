package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.json.JsonEquality;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields} of one kind at one version, for writes to the object or to one subresource of it.
 * Immutable; made for a write and thrown away.
 */
public final class FieldManager {
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private final ObjectVersions versions;
    private final GroupVersionKind kind;
    private final String subresource;
    private final ResetFields reset;
    private final Updater updater;

    private FieldManager(ObjectVersions versions, GroupVersionKind kind, String subresource, ResetFields reset) {
        this.versions = versions;
        this.kind = kind;
        this.subresource = subresource;
        this.reset = reset;
        this.updater = new Updater(versions, reset);
    }

    /**
     * Of a stored object.
     *
     * @param versions of its resource
     * @param kind at the version a request speaks
     * @param subresource that is written; empty for the object itself
     * @param reset what a write to it cannot change
     */
    public static FieldManager of(
            ObjectVersions versions, GroupVersionKind kind, String subresource, ResetFields reset) {
        return new FieldManager(versions, kind, subresource, reset);
    }

    /** Of a document that is not stored, such as a Scale or a review, and has one version only. */
    public static FieldManager ofDocument(GroupVersionKind kind, Schema schema, String subresource) {
        return new FieldManager(new OneVersion(kind, schema), kind, subresource, ResetFields.NONE);
    }

    private record OneVersion(GroupVersionKind kind, Schema only) implements ObjectVersions {
        @Override
        public @Nullable Schema schema(String apiVersion) {
            return apiVersion.equals(kind.groupVersion().toString()) ? only : null;
        }

        @Override
        public ObjectNode convert(ObjectNode object, String apiVersion) {
            return object;
        }
    }

    /** Puts back what a write to this subresource may not change of metadata. */
    public void keepMetadata(ObjectNode object, ObjectNode old) {
        reset.keepMetadata(object, old);
    }

    private String version() {
        return kind.groupVersion().toString();
    }

    /**
     * Notes who makes an object.
     *
     * @param object with its defaults and before admission; its managedFields are set
     */
    public void create(ObjectNode object, String manager, Instant now) {
        track(empty(), object, true, manager, now);
    }

    /**
     * Notes who changes an object.
     *
     * @param live what is stored; not changed
     * @param object what it is to be, with its defaults; its managedFields are set
     */
    public void update(ObjectNode live, ObjectNode object, String manager, Instant now) {
        track(live, object, false, manager, now);
    }

    private void track(ObjectNode live, ObjectNode object, boolean creates, String manager, Instant now) {
        JsonNode stored = Tree.get(live, "metadata", "managedFields");
        ManagedFields managed = managed(stored, Tree.get(object, "metadata", "managedFields"));
        if (managed.isEmpty() && !creates) {
            Tree.createObject(object, "metadata").remove("managedFields");
            return;
        }
        try {
            updater.update(
                    versions.convert(live, version()),
                    versions.convert(object, version()),
                    managed,
                    Manager.updater(manager, version(), subresource),
                    text(now));
            managed.capUpdaters();
            managed.store(object);
        } catch (UnownableException | ApiException e) {
            // As upstream: what cannot be told apart or converted cannot be owned, and the write matters more.
            Tree.createObject(object, "metadata").remove("managedFields");
        }
    }

    private static String text(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private ObjectNode empty() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        return object.put("kind", kind.kind()).put("apiVersion", version());
    }

    /** What the client sent counts when it is sound and the object itself is written; nothing at all resets. */
    private ManagedFields managed(JsonNode stored, JsonNode sent) {
        if (!subresource.isEmpty() || sent.isMissingNode() || sent.equals(stored)) {
            return ManagedFields.stored(stored);
        }
        boolean resets = sent.isEmpty() || (sent.size() == 1 && sent.get(0).isEmpty());
        if (resets) {
            return new ManagedFields();
        }
        try {
            return ManagedFields.sent(sent);
        } catch (IllegalArgumentException unsound) {
            return ManagedFields.stored(stored);
        }
    }

    /**
     * What an apply makes of an object.
     *
     * @param object in the version of the configuration, with what decoding still has to check and drop, and without
     *     managedFields; null when the object stays as it is
     * @param managedFields what the object's managedFields become
     */
    public record Applied(@Nullable ObjectNode object, ArrayNode managedFields) {
        /** Gives an object the managers. */
        public void store(ObjectNode target) {
            ObjectNode metadata = Tree.createObject(target, "metadata");
            if (managedFields.isEmpty()) {
                metadata.remove("managedFields");
            } else {
                metadata.set("managedFields", managedFields);
            }
        }
    }

    /**
     * Applies a configuration.
     *
     * @param live what is stored; null when there is nothing yet
     * @param config as the client sent it
     * @throws ApiException 400 for a configuration of another kind, 409 for conflicts, 500 (as upstream) for one that
     *     does not fit the schema
     */
    public Applied apply(@Nullable ObjectNode live, ObjectNode config, String manager, boolean force, Instant now) {
        checkKind(config);
        if (Tree.get(config, "metadata") instanceof ObjectNode metadata
                && metadata.path("managedFields").isArray()) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        Schema schema = versions.schema(version());
        if (schema == null) {
            throw new IllegalStateException("no schema for " + kind);
        }
        ObjectNode before =
                live == null ? empty() : versions.convert(live, version()).deepCopy();
        Completion.complete(before, schema);
        JsonNode stored = Tree.get(before, "metadata", "managedFields");
        ManagedFields managed = ManagedFields.stored(stored);
        Tree.createObject(before, "metadata").remove("managedFields");
        checkFit(config, schema);
        if (managed.isEmpty() && live != null) {
            Manager earlier = Manager.updater(BEFORE_FIRST_APPLY, version(), subresource);
            updater.update(empty(), before, managed, earlier, text(now));
        }
        Manager applier = Manager.applier(manager, subresource);
        Updater.Applied applied = apply(before, config, managed, applier, force);
        ObjectNode object = applied.object();
        Ownership mine = applied.managed().get(applier);
        if (object != null && mine != null) {
            applied.managed().put(applier, mine.at(text(now)));
        }
        if (manager.equals(LastApplied.MANAGER)) {
            ObjectNode annotated = (object == null ? before : object).deepCopy();
            LastApplied.update(annotated, config);
            object = JsonEquality.byValue(annotated, before) ? null : annotated;
        }
        return new Applied(object, applied.managed().encode());
    }

    private Updater.Applied apply(
            ObjectNode live, ObjectNode config, ManagedFields managed, Manager applier, boolean force) {
        try {
            return updater.apply(live, config, managed, applier, force);
        } catch (ApplyConflict conflict) {
            Schema schema = versions.schema(version());
            if (applier.name().equals(LastApplied.MANAGER) && schema != null) {
                FieldSet allowed = LastApplied.fields(live, schema);
                if (conflict.fields().difference(allowed).isEmpty()) {
                    return updater.apply(live, config, managed, applier, true);
                }
                throw conflict.without(allowed).toApiException();
            }
            throw conflict.toApiException();
        }
    }

    private void checkKind(ObjectNode config) {
        String name = Tree.text(config, "kind");
        String apiVersion = Tree.text(config, "apiVersion");
        if (!name.equals(kind.kind()) || !apiVersion.equals(version())) {
            throw ApiException.badRequest("invalid object type: "
                    + (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=" + name);
        }
    }

    private void checkFit(ObjectNode config, Schema schema) {
        List<String> faults = Configuration.faults(config, schema);
        if (!faults.isEmpty()) {
            String all = faults.size() == 1 ? faults.get(0) : "errors:\n  " + String.join("\n  ", faults);
            throw ApiException.unforeseen(
                    "failed to create typed patch object (" + Tree.namespace(config) + "/" + Tree.name(config) + "; "
                            + kind.group() + "/" + kind.version() + ", Kind=" + kind.kind() + "): " + all);
        }
    }
}
