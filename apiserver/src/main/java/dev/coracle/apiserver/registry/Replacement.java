package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.machinery.tree.Tree;

/** What a PUT asks for: the object as the client sent it, in place of the one with its uid, if it names one. */
public final class Replacement implements UpdateFunction {
    private final WriteRequest request;
    private final String name;
    private final ObjectNode object;

    /**
     * @param object in the stored version; not changed
     * @throws dev.coracle.machinery.errors.ApiException 400 when it has another name or namespace than the path
     */
    public Replacement(WriteRequest request, String name, ObjectNode object) {
        this.request = request;
        this.name = name;
        this.object = object;
        Refusals.checkName(Tree.metadata(object), name, request.namespace());
    }

    @Override
    public ObjectNode apply(StoredObject current) {
        Refusals.checkUid(request, name, uid(), Metadata.uid(current));
        return object.deepCopy();
    }

    /** The object to create where there is none: upstream creates whatever version was expected, but not whatever uid. */
    public ObjectNode create() {
        Refusals.checkUid(request, name, uid(), "");
        ObjectNode made = object.deepCopy();
        Metadata.of(made).remove("resourceVersion");
        return made;
    }

    private String uid() {
        return Tree.text(Tree.metadata(object), "uid");
    }
}
