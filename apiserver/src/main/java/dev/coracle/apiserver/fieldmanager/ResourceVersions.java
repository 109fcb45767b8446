package dev.coracle.apiserver.fieldmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.GroupVersion;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.schema.Schema;
import dev.coracle.apiserver.tree.Tree;
import org.jspecify.annotations.Nullable;

/** The versions a resource is served in. Immutable. */
record ResourceVersions(Resource resource) implements Versions {
    @Override
    public @Nullable Schema schema(String apiVersion) {
        ServedVersion version = find(apiVersion);
        return version == null ? null : version.schema();
    }

    private @Nullable ServedVersion find(String apiVersion) {
        return resource.version(GroupVersion.parse(apiVersion)).orElse(null);
    }

    @Override
    public ObjectNode convert(ObjectNode object, String apiVersion) {
        String from = Tree.text(object, "apiVersion");
        ServedVersion source = find(from);
        ServedVersion target = find(apiVersion);
        if (from.equals(apiVersion) || source == null || target == null) {
            return object;
        }
        ObjectNode converted = object.deepCopy();
        source.conversion().toStored(converted);
        target.conversion().fromStored(converted);
        return converted;
    }
}
