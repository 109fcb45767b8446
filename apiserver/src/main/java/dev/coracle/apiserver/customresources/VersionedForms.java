package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Defaulting;
import dev.coracle.apiserver.customresources.structural.Pruning;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.resource.GroupVersion;
import dev.coracle.apiserver.resource.StoredForm;
import dev.coracle.apiserver.schema.Schema;
import dev.coracle.apiserver.tree.Tree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one custom resource: what is read is pruned and defaulted by the schema of the version it was stored
 * in, converted, and pruned by that of the version asked for. Immutable.
 *
 * @param group the resource's group
 * @param stored the version new objects are stored in
 * @param schemas by version
 * @param byWebhook whether a webhook is to convert, which this server cannot ask yet
 */
record VersionedForms(String group, String stored, Map<String, Structural> schemas, boolean byWebhook) {
    VersionedForms {
        schemas = Map.copyOf(schemas);
    }

    Structural schema(String version) {
        Structural schema = schemas.get(version);
        if (schema == null) {
            throw new IllegalArgumentException(group + " has no version " + version);
        }
        return schema;
    }

    /** The form of the objects of one version. */
    StoredForm of(String version) {
        return new VersionForm(version);
    }

    private final class VersionForm implements StoredForm {
        private final String version;

        VersionForm(String version) {
            this.version = version;
        }

        @Override
        public boolean fromStored(ObjectNode object) {
            String from = GroupVersion.parse(Tree.text(object, "apiVersion")).version();
            Structural schema = schemas.get(from);
            boolean changed = fit(object, schema);
            if (schema != null) {
                changed |= Defaulting.setDefaults(object, schema);
            }
            return VersionedForms.this.convert(object, from, version) || changed;
        }

        @Override
        public @Nullable Schema schema(String other) {
            return schemas.get(other);
        }

        @Override
        public void convert(ObjectNode object, String to) {
            VersionedForms.this.convert(
                    object, GroupVersion.parse(Tree.text(object, "apiVersion")).version(), to);
        }

        @Override
        public ObjectNode toStored(ObjectNode object) {
            if (version.equals(stored)) {
                return object;
            }
            ObjectNode copy = object.deepCopy();
            VersionedForms.this.convert(copy, version, stored);
            return copy;
        }
    }

    private boolean convert(ObjectNode object, String from, String to) {
        if (from.equals(to)) {
            return false;
        }
        if (byWebhook) {
            throw ApiException.notImplemented("conversion from " + group + "/" + from + " to " + group + "/" + to
                    + " by a webhook is not supported by this server yet");
        }
        object.put("apiVersion", group + "/" + to);
        fit(object, schemas.get(to));
        return true;
    }

    private static boolean fit(ObjectNode object, @Nullable Structural schema) {
        if (schema == null) {
            return false;
        }
        boolean pruned = Pruning.prune(object, schema);
        return Pruning.dropNulls(object, schema) || pruned;
    }
}
