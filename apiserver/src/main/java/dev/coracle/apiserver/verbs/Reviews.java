package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.tokens.ServiceAccountTokens;
import dev.coracle.apiserver.tokens.ServiceAccountTokens.Verdict;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.clock.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The kinds that are questions: who is asking, may somebody do something, whose is a token. While nobody is
 * authenticated, everybody is {@code system:admin} of {@code system:masters} and may do everything. Confined to requests.
 */
final class Reviews {
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";
    private static final String USER = "system:admin";
    private static final List<String> GROUPS = List.of("system:masters", "system:authenticated");

    private final Bodies bodies;
    private final Answers answers;
    private final ServiceAccountTokens tokens;
    private final Clock clock;

    Reviews(Bodies bodies, Answers answers, ServiceAccountTokens tokens, Clock clock) {
        this.bodies = bodies;
        this.answers = answers;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What completes a review. */
    private interface Completion {
        void complete(Exchange exchange, ObjectNode review);
    }

    private void review(Exchange exchange, GroupVersionKind kind, Completion completion) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "CreateOptions");
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode review = bodies.document(exchange, kind, body, options.fieldValidation());
            Tree.createObject(review, "metadata").remove("managedFields");
            completion.complete(exchange, review);
        });
    }

    void token(Exchange exchange, Served ignored) {
        review(exchange, new GroupVersionKind(AUTHENTICATION, "v1", "TokenReview"), (asked, review) -> {
            requireNoNamespace(review);
            String token = Tree.text(Tree.spec(review), "token");
            if (token.isEmpty()) {
                throw ApiException.badRequest("token is required for TokenReview in authentication");
            }
            List<String> audiences = new ArrayList<>();
            Tree.get(Tree.spec(review), "audiences").forEach(audience -> audiences.add(audience.asText()));
            if (audiences.isEmpty()) {
                audiences.add(ServiceAccountTokens.ISSUER);
            }
            exchange.whenDone(
                    tokens.verify(token, audiences),
                    verdict -> exchange.executor()
                            .execute(() -> exchange.guard(() -> {
                                tell(verdict, review.putObject("status"));
                                answers.document(asked, 201, review);
                            })));
        });
    }

    private static void requireNoNamespace(ObjectNode review) {
        if (!Tree.namespace(review).isEmpty()) {
            throw ApiException.badRequest("namespace is not allowed on this type: " + Tree.namespace(review));
        }
    }

    private static void tell(Verdict verdict, ObjectNode status) {
        if (verdict instanceof Verdict.Rejected rejected) {
            status.putObject("user");
            status.put("error", rejected.error());
        } else if (verdict instanceof Verdict.Accepted accepted) {
            status.put("authenticated", true);
            ObjectNode user = status.putObject("user");
            user.put("username", accepted.username()).put("uid", accepted.uid());
            ArrayNode groups = user.putArray("groups");
            accepted.groups().forEach(groups::add);
            ObjectNode extra = user.putObject("extra");
            accepted.extra().forEach((key, value) -> extra.putArray(key).add(value));
            ArrayNode audiences = status.putArray("audiences");
            accepted.audiences().forEach(audiences::add);
        }
    }

    void self(Exchange exchange, Served ignored) {
        review(exchange, new GroupVersionKind(AUTHENTICATION, "v1", "SelfSubjectReview"), (asked, review) -> {
            Tree.createObject(review, "metadata")
                    .put(
                            "creationTimestamp",
                            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
            ObjectNode user = review.putObject("status").putObject("userInfo");
            user.put("username", USER);
            ArrayNode groups = user.putArray("groups");
            GROUPS.forEach(groups::add);
            answers.document(asked, 201, review);
        });
    }

    void selfAccess(Exchange exchange, Served ignored) {
        access(exchange, "SelfSubjectAccessReview");
    }

    void access(Exchange exchange, Served ignored) {
        access(exchange, "SubjectAccessReview");
    }

    void localAccess(Exchange exchange, Served ignored) {
        access(exchange, "LocalSubjectAccessReview");
    }

    private void access(Exchange exchange, String kind) {
        review(exchange, new GroupVersionKind(AUTHORIZATION, "v1", kind), (asked, review) -> {
            FieldErrors errors = new FieldErrors();
            boolean local = kind.equals("LocalSubjectAccessReview");
            if (local) {
                ObjectNode metadata = (ObjectNode) Tree.metadata(review);
                if (Tree.text(metadata, "namespace").isEmpty()) {
                    metadata.put("namespace", asked.info().namespace());
                } else if (!Tree.namespace(review).equals(asked.info().namespace())) {
                    throw ApiException.badRequest("the namespace of the provided object does not match the namespace"
                            + " sent on the request");
                }
            }
            check(review, kind, errors);
            if (!errors.isEmpty()) {
                throw ApiException.invalid(AUTHORIZATION, "", "", errors);
            }
            review.putObject("status").put("allowed", true);
            answers.document(asked, 201, review);
        });
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
                    other,
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
            errors.invalid(Path.of("spec", "nonResourceAttributes"), other, "disallowed on this kind of request");
        }
    }

    void rules(Exchange exchange, Served ignored) {
        review(exchange, new GroupVersionKind(AUTHORIZATION, "v1", "SelfSubjectRulesReview"), (asked, review) -> {
            if (Tree.text(Tree.spec(review), "namespace").isEmpty()) {
                throw ApiException.badRequest("no namespace on request");
            }
            review.putObject("spec");
            ObjectNode status = review.putObject("status");
            ObjectNode resources = status.putArray("resourceRules").addObject();
            resources.putArray("verbs").add("*");
            resources.putArray("apiGroups").add("*");
            resources.putArray("resources").add("*");
            ObjectNode paths = status.putArray("nonResourceRules").addObject();
            paths.putArray("verbs").add("*");
            paths.putArray("nonResourceURLs").add("*");
            status.put("incomplete", false);
            answers.document(asked, 201, review);
        });
    }
}
