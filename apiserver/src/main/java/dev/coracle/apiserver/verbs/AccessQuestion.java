package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import java.util.concurrent.CompletableFuture;

/** Whether somebody may do something: SubjectAccessReview and its two relatives. */
final class AccessQuestion implements Review.Question {
    static final String GROUP = "authorization.k8s.io";

    private final String kind;

    AccessQuestion(String kind) {
        this.kind = kind;
    }

    @Override
    public CompletableFuture<Void> answer(Exchange exchange, ObjectNode review) {
        if (kind.equals("LocalSubjectAccessReview")) {
            ObjectNode metadata = (ObjectNode) Tree.metadata(review);
            if (Tree.text(metadata, "namespace").isEmpty()) {
                metadata.put("namespace", exchange.info().namespace());
            } else if (!Tree.namespace(review).equals(exchange.info().namespace())) {
                throw ApiException.badRequest(
                        "the namespace of the provided object does not match the namespace sent on the request");
            }
        }
        FieldErrors errors = new FieldErrors();
        check(review, kind, errors);
        if (!errors.isEmpty()) {
            throw ApiException.invalid(GROUP, "", "", errors);
        }
        review.putObject("status").put("allowed", true);
        return CompletableFuture.completedFuture(null);
    }

    /** As ValidateSubjectAccessReview and its two relatives. */
    private static void check(ObjectNode review, String kind, FieldErrors errors) {
        JsonNode spec = Tree.spec(review);
        JsonNode resource = Tree.get(spec, "resourceAttributes");
        JsonNode other = Tree.get(spec, "nonResourceAttributes");
        boolean local = kind.equals("LocalSubjectAccessReview");
        if (resource.isObject() && other.isObject()) {
            errors.invalid(
                    Path.of("spec", "nonResourceAttributes"),
                    InternalForm.of("NonResourceAttributes", other),
                    "cannot be specified in combination with resourceAttributes");
        }
        if (!resource.isObject() && !other.isObject()) {
            errors.invalid(
                    Path.of("spec", "resourceAttributes"),
                    null,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        boolean self = kind.equals("SelfSubjectAccessReview");
        if (!self && Tree.text(spec, "user").isEmpty() && Tree.isEmpty(spec, "groups")) {
            errors.invalid(Path.of("spec", "user"), "", "at least one of user or group must be specified");
        }
        ObjectNode metadata = Tree.metadata(review).deepCopy();
        metadata.remove("managedFields");
        if (local) {
            metadata.remove("namespace");
        }
        if (!metadata.isEmpty()) {
            errors.invalid(
                    Path.of("metadata"),
                    Tree.metadata(review),
                    local ? "must be empty except for namespace" : "must be empty");
        }
        if (local && resource.isObject() && !Tree.text(resource, "namespace").equals(Tree.namespace(review))) {
            errors.invalid(
                    Path.of("spec", "resourceAttributes", "namespace"),
                    Tree.text(resource, "namespace"),
                    "must match metadata.namespace");
        }
        if (local && other.isObject()) {
            errors.invalid(
                    Path.of("spec", "nonResourceAttributes"),
                    InternalForm.of("NonResourceAttributes", other),
                    "disallowed on this kind of request");
        }
    }
}
