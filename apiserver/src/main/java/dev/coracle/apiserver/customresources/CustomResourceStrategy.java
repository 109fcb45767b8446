package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Defaulting;
import dev.coracle.apiserver.customresources.structural.Pruning;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.resource.GroupResource;
import dev.coracle.apiserver.resource.StoredForm;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.tree.Tree;
import java.util.Map;

/** What one version of a custom resource adds to the pipeline. Immutable. */
final class CustomResourceStrategy implements Strategy {
    private final Structural schema;
    private final StoredForm form;
    private final boolean hasStatus;
    private final boolean terminating;

    private CustomResourceStrategy(Structural schema, StoredForm form, boolean hasStatus, boolean terminating) {
        this.schema = schema;
        this.form = form;
        this.hasStatus = hasStatus;
        this.terminating = terminating;
    }

    static CustomResourceStrategy of(ObjectNode crd, JsonNode version, VersionedForms forms) {
        String name = Tree.text(version, "name");
        return new CustomResourceStrategy(
                forms.schema(name),
                forms.of(name),
                Tree.has(Tree.get(version, "subresources"), "status"),
                Conditions.isTrue(crd, Conditions.TERMINATING));
    }

    @Override
    public StoredForm form() {
        return form;
    }

    @Override
    public void admit(WriteContext context, ObjectNode object) {
        if (terminating) {
            GroupResource resource = context.resource().storage();
            throw ApiException.forbidden(
                    resource, Tree.name(object), "create not allowed while custom resource definition is terminating");
        }
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Pruning.dropNulls(object, schema);
        Defaulting.setDefaults(object, schema);
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        if (hasStatus) {
            object.remove("status");
        }
        Tree.createObject(object, "metadata").put("generation", 1);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        if (differs(object, old) || differs(old, object)) {
            ObjectNode metadata = Tree.createObject(object, "metadata");
            metadata.put("generation", Tree.number(Tree.metadata(old), "generation") + 1);
        }
    }

    /** Whether anything but metadata differs; the pipeline has already kept a status of its own as it was. */
    private static boolean differs(ObjectNode one, ObjectNode other) {
        for (Map.Entry<String, JsonNode> field : one.properties()) {
            if (!field.getKey().equals("metadata") && !field.getValue().equals(other.get(field.getKey()))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean allowUnconditionalUpdate() {
        return false;
    }

    @Override
    public boolean knowsItsFinalizers() {
        return false;
    }
}
