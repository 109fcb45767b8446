package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.tokens.ServiceAccountTokens;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The kinds that are questions: who is asking, may somebody do something, whose is a token. While nobody is
 * authenticated, everybody is {@code system:admin} of {@code system:masters} and may do everything.
 */
final class Reviews {
    private static final String AUTHENTICATION = "authentication.k8s.io";

    private final Bodies bodies;
    private final Answers answers;
    private final Clock clock;

    Reviews(Bodies bodies, Answers answers, Clock clock) {
        this.bodies = bodies;
        this.answers = answers;
        this.clock = clock;
    }

    /** The verbs by plural. */
    Map<String, Map<String, Verb>> verbs(ServiceAccountTokens tokens) {
        return Map.of(
                "tokenreviews", create(AUTHENTICATION, "TokenReview", new TokenQuestion(tokens)),
                "selfsubjectreviews", create(AUTHENTICATION, "SelfSubjectReview", this::whoAsks),
                "subjectaccessreviews", access("SubjectAccessReview"),
                "localsubjectaccessreviews", access("LocalSubjectAccessReview"),
                "selfsubjectaccessreviews", access("SelfSubjectAccessReview"),
                "selfsubjectrulesreviews", create(AccessQuestion.GROUP, "SelfSubjectRulesReview", Reviews::rules));
    }

    private Map<String, Verb> access(String kind) {
        return create(AccessQuestion.GROUP, kind, new AccessQuestion(kind));
    }

    private Map<String, Verb> create(String group, String kind, Review.Question question) {
        return Map.of("create", new Review(bodies, answers, new GroupVersionKind(group, "v1", kind), question, clock));
    }

    private CompletableFuture<Void> whoAsks(Exchange exchange, ObjectNode review) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        review.putObject("metadata").put("creationTimestamp", now);
        ObjectNode user = review.putObject("status").putObject("userInfo");
        user.put("username", exchange.scope().user().name());
        ArrayNode groups = user.putArray("groups");
        exchange.scope().user().groups().forEach(groups::add);
        return CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<Void> rules(Exchange exchange, ObjectNode review) {
        if (Tree.text(Tree.spec(review), "namespace").isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
        }
        review.putObject("metadata");
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
        return CompletableFuture.completedFuture(null);
    }
}
