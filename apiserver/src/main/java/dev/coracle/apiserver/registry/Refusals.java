package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.CommitResult;
import java.util.Map;
import java.util.Set;

/** The refusals several writes share, in upstream's words (v1.36). */
final class Refusals {
    private static final Set<String> GROUPED = Set.of("apiextensions.k8s.io", "apiregistration.k8s.io");
    private static final Map<String, String> OLD_PREFIXES = Map.of(
            "replicationcontrollers", "controllers",
            "endpoints", "services/endpoints",
            "services", "services/specs",
            "nodes", "minions",
            "ingresses", "ingress");

    private Refusals() {}

    /** @param object as it was sent: of a custom resource the kind may be what is wrong */
    static ApiException invalid(ServedResource target, ObjectNode object, String name, FieldErrors errors) {
        String kind = Tree.text(object, "kind");
        return ApiException.invalid(
                target.resource().storage().group(),
                kind.isEmpty() ? target.resource().names().kind() : kind,
                name,
                errors);
    }

    static ApiException claimTaken(CommitResult.Conflict conflict) {
        return ApiException.internal("could not allocate " + conflict.key() + ": it is taken, and so were all others");
    }

    static ApiException tooMuchContention(ServedResource target, String name) {
        return ApiException.conflict(
                target.groupResource(), name, "the object was changed by others at every attempt; please try again");
    }

    /** Where upstream's etcd would hold the object: built-in kinds below the bare name of their resource. */
    private static String upstreamKey(WriteRequest request, String name) {
        GroupResource storage = request.target().resource().storage();
        boolean grouped = request.target().version().schema().isCustom() || GROUPED.contains(storage.group());
        String resource = OLD_PREFIXES.getOrDefault(storage.resource(), storage.resource());
        return (request.dryRun() ? "/" : "/registry/") + (grouped ? storage.group() + "/" : "") + resource + "/"
                + (request.namespace().isEmpty() ? "" : request.namespace() + "/") + name;
    }

    /** The uid of an object that is put is a precondition. */
    static void checkUid(WriteRequest request, String name, String wanted, String actual) {
        if (!wanted.isEmpty() && !wanted.equals(actual)) {
            throw ApiException.conflict(
                    request.target().groupResource(),
                    name,
                    "StorageError: invalid object, Code: 4, Key: "
                            + upstreamKey(request, name)
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                            + wanted + ", UID in object meta: " + actual);
        }
    }

    static void checkName(JsonNode metadata, String name, String namespace) {
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
