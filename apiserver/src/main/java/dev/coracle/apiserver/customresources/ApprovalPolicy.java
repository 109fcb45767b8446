package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.customresources.Conditions.Condition;
import dev.coracle.machinery.tree.Tree;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Groups below {@code k8s.io} and {@code kubernetes.io} are the community's: a definition there needs its approval. */
public final class ApprovalPolicy {
    private static final String ANNOTATION = "api-approved.kubernetes.io";
    private static final String WHERE = "see https://github.com/kubernetes/enhancements/pull/1111";

    private ApprovalPolicy() {}

    private static boolean isProtected(String group) {
        return group.equals("k8s.io")
                || group.endsWith(".k8s.io")
                || group.equals("kubernetes.io")
                || group.endsWith(".kubernetes.io");
    }

    /** What a definition lacks to be let in; empty when it may come. */
    public static Optional<String> refusal(JsonNode crd) {
        return condition(crd)
                .filter(c ->
                        c.reason().equals("MissingAnnotation") || c.reason().equals("InvalidAnnotation"))
                .map(Condition::message);
    }

    static Optional<Condition> condition(JsonNode crd) {
        if (!isProtected(Tree.text(Tree.spec(crd), "group"))) {
            return Optional.empty();
        }
        String annotation = Tree.text(Tree.get(Tree.metadata(crd), "annotations"), ANNOTATION);
        if (annotation.isEmpty()) {
            return condition(
                    false,
                    "MissingAnnotation",
                    "protected groups must have approval annotation \"" + ANNOTATION + "\", " + WHERE);
        }
        if (annotation.startsWith("unapproved")) {
            return condition(false, "UnapprovedAnnotation", "not approved: \"" + annotation + "\"");
        }
        if (isAddress(annotation)) {
            return condition(true, "ApprovedAnnotation", "approved in " + annotation);
        }
        return condition(
                false,
                "InvalidAnnotation",
                "protected groups must have approval annotation \"" + ANNOTATION
                        + "\" with either a URL or a reason starting with \"unapproved\", " + WHERE);
    }

    private static Optional<Condition> condition(boolean holds, String reason, String message) {
        return Optional.of(new Condition(Conditions.POLICY_CONFORMANT, holds, reason, message));
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() != null && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
