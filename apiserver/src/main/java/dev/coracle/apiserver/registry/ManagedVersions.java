package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.resource.StoredForm;
import dev.coracle.machinery.fieldmanager.FieldManager;
import dev.coracle.machinery.fieldmanager.ObjectVersions;
import dev.coracle.machinery.fieldmanager.ResetFields;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a resource, be they served as one resource or each as its own. A resource that is served in two groups
 * has managers in each; to a write through one group, those of the other are of a version that is gone, as upstream has
 * it. Immutable.
 *
 * @param group the group that the request names
 */
public record ManagedVersions(Resource resource, String group) implements ObjectVersions {
    /** Keeps the managed fields of a resource's objects, for writes in the version a request speaks. */
    public static FieldManager manager(Resource resource, ServedVersion version, String subresource) {
        GroupVersionKind kind = version.kind(resource.names());
        return FieldManager.of(
                new ManagedVersions(resource, kind.group()),
                kind,
                subresource,
                ResetFields.of(resource.writes(), resource.hasStatus(), subresource));
    }

    @Override
    public @Nullable Schema schema(String apiVersion) {
        GroupVersion wanted = GroupVersion.parse(apiVersion);
        if (!wanted.group().equals(group)) {
            return null;
        }
        ServedVersion served = resource.version(wanted).orElse(null);
        return served != null ? served.schema() : resource.strategy().form().schema(wanted.version());
    }

    @Override
    public ObjectNode convert(ObjectNode object, String apiVersion) {
        String from = Tree.text(object, "apiVersion");
        if (from.equals(apiVersion)) {
            return object;
        }
        GroupVersion source = GroupVersion.parse(from);
        GroupVersion target = GroupVersion.parse(apiVersion);
        ObjectNode converted = object.deepCopy();
        resource.version(source).ifPresent(version -> version.conversion().toStored(converted));
        ServedVersion served = resource.version(target).orElse(null);
        StoredForm form = resource.strategy().form();
        if (form.schema(target.version()) != null) {
            form.convert(converted, target.version());
        } else if (served != null) {
            served.conversion().fromStored(converted);
        }
        return converted;
    }
}
