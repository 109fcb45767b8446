package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.tokens.ServiceAccountTokens;
import dev.coracle.apiserver.tokens.ServiceAccountTokens.Verdict;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whose a token is: TokenReview. */
final class TokenQuestion implements Review.Question {
    private final ServiceAccountTokens tokens;

    TokenQuestion(ServiceAccountTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public CompletableFuture<Void> answer(Exchange exchange, ObjectNode review) {
        if (!Tree.namespace(review).isEmpty()) {
            throw ApiException.badRequest("namespace is not allowed on this type: " + Tree.namespace(review));
        }
        String token = Tree.text(Tree.spec(review), "token");
        if (token.isEmpty()) {
            throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        List<String> audiences = new ArrayList<>();
        Tree.get(Tree.spec(review), "audiences").forEach(audience -> audiences.add(audience.asText()));
        if (audiences.isEmpty()) {
            audiences.add(ServiceAccountTokens.ISSUER);
        }
        return tokens.verify(token, audiences).thenAccept(verdict -> tell(verdict, review.putObject("status")));
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
}
