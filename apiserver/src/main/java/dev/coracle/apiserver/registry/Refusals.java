package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.storage.CommitResult;

/** The refusals several writes share, in upstream's words (v1.36). */
final class Refusals {
    private Refusals() {}

    /** @param object as it was sent: of a custom resource the kind may be what is wrong */
    static ApiException invalid(Served target, ObjectNode object, String name, FieldErrors errors) {
        String kind = Tree.text(object, "kind");
        return ApiException.invalid(
                target.version().groupVersion().group(),
                kind.isEmpty() ? target.resource().names().kind() : kind,
                name,
                errors);
    }

    static ApiException claimTaken(CommitResult.Conflict conflict) {
        return ApiException.internal("could not allocate " + conflict.key() + ": it is taken, and so were all others");
    }

    static ApiException tooMuchContention(Served target, String name) {
        return ApiException.conflict(
                target.groupResource(), name, "the object was changed by others at every attempt; please try again");
    }

    /** An update's own uid is a precondition. */
    static void checkUid(WriteRequest request, StoredObject current, ObjectNode metadata) {
        String wanted = Tree.text(metadata, "uid");
        String actual = Metadata.uid(current);
        if (!wanted.isEmpty() && !wanted.equals(actual)) {
            throw ApiException.conflict(
                    request.target().groupResource(),
                    current.name(),
                    "StorageError: invalid object, Code: 4, Key: "
                            + request.target().resource().key(request.namespace(), current.name())
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                            + wanted + ", UID in object meta: " + actual);
        }
    }

    static void checkName(ObjectNode metadata, String name, String namespace) {
        String own = Tree.text(metadata, "name");
        if (own.isEmpty()) {
            throw ApiException.badRequest(
                    "the name of the object (" + name + " based on URL) was undeterminable: name must be provided");
        }
        if (!own.equals(name)) {
            throw ApiException.badRequest(
                    "the name of the object (" + own + ") does not match the name on the URL (" + name + ")");
        }
        String ownNamespace = Tree.text(metadata, "namespace");
        if (!namespace.isEmpty() && !ownNamespace.isEmpty() && !ownNamespace.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
