package dev.coracle.apiserver.customresources.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.webhook.ClientConfig;
import dev.coracle.apiserver.webhook.Webhook;
import dev.coracle.apiserver.webhook.WebhookClient;
import dev.coracle.apiserver.webhook.WebhookException;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The webhook that converts the objects of one definition, as upstream's {@code webhookConverter} (v1.36). It is trusted
 * with nothing: every answer is checked. Safe for use from any thread.
 */
public final class ConversionWebhook {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Objects of one call, and about how many bytes: longer lists become several calls, some of them at once. */
    private static final int BATCH_OBJECTS = 250;

    private static final int BATCH_BYTES = 4 * 1024 * 1024;

    private static final Set<String> REVIEW_VERSIONS = Set.of("v1", "v1beta1");

    private final Webhook webhook;
    private final String reviewVersion;
    private final Supplier<String> uids;

    private ConversionWebhook(Webhook webhook, String reviewVersion, Supplier<String> uids) {
        this.webhook = webhook;
        this.reviewVersion = reviewVersion;
        this.uids = uids;
    }

    /**
     * The webhook of a definition whose strategy is Webhook.
     *
     * @param uids makes the ids of reviews
     */
    public static ConversionWebhook of(ObjectNode crd, WebhookClient client, Supplier<String> uids) {
        JsonNode webhook = Tree.get(Tree.spec(crd), "conversion", "webhook");
        String version = "";
        for (JsonNode each : Tree.get(webhook, "conversionReviewVersions")) {
            if (version.isEmpty() && REVIEW_VERSIONS.contains(each.asText())) {
                version = each.asText();
            }
        }
        return new ConversionWebhook(
                client.webhook(ClientConfig.parse(Tree.get(webhook, "clientConfig"))), version, uids);
    }

    /**
     * Converts objects of one version to another.
     *
     * @param objects not changed
     * @param to the group and version wanted
     * @return as many objects in the same order; fails with an {@link ApiException} in upstream's words
     */
    public CompletableFuture<List<ObjectNode>> convert(List<ObjectNode> objects, String to) {
        if (objects.size() == 1 && isEmpty(objects.get(0))) {
            return CompletableFuture.completedFuture(
                    List.of(objects.get(0).deepCopy().put("apiVersion", to)));
        }
        List<CompletableFuture<List<ObjectNode>>> calls = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        int begin = 0;
        int length = 0;
        for (int i = 0; i < objects.size(); i++) {
            String text = objects.get(i).toString();
            length += text.length();
            texts.add(text);
            if (i == objects.size() - 1 || texts.size() == BATCH_OBJECTS || length > BATCH_BYTES) {
                calls.add(call(objects.subList(begin, i + 1), texts, to));
                begin = i + 1;
                length = 0;
                texts = new ArrayList<>();
            }
        }
        if (calls.size() == 1) {
            return calls.get(0);
        }
        return CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    List<ObjectNode> converted = new ArrayList<>(objects.size());
                    calls.forEach(call -> converted.addAll(call.join()));
                    return converted;
                });
    }

    private CompletableFuture<List<ObjectNode>> call(List<ObjectNode> objects, List<String> texts, String to) {
        ObjectNode first = objects.get(0);
        String what = "conversion webhook for " + Tree.text(first, "apiVersion") + ", Kind=" + Tree.text(first, "kind");
        if (reviewVersion.isEmpty()) {
            return CompletableFuture.failedFuture(failure("no supported conversion review versions"));
        }
        ConversionReview review = new ConversionReview(reviewVersion, uids.get());
        return webhook.post(review.question(texts, to), TIMEOUT).handle((answer, thrown) -> {
            try {
                if (thrown != null) {
                    throw thrown instanceof WebhookException failed ? failed : new WebhookException(thrown.toString());
                }
                return new Answer(what, objects, to).check(review.converted(answer));
            } catch (WebhookException e) {
                throw failure(what + " failed: " + e.getMessage());
            }
        });
    }

    /** What is sent in place of an object to have something to compare with: nothing there to be converted. */
    private static boolean isEmpty(ObjectNode object) {
        return object.size() == 2 && object.has("kind") && object.has("apiVersion");
    }

    private static ApiException failure(String message) {
        return ApiException.unforeseen(message);
    }

    /** One call's objects, against which its answer is held; the words differ for one object and for several. */
    private record Answer(String what, List<ObjectNode> objects, String to) {
        List<ObjectNode> check(JsonNode converted) {
            if (converted.size() != objects.size()) {
                throw failure(what + " returned " + converted.size() + " objects, expected " + objects.size());
            }
            List<ObjectNode> checked = new ArrayList<>(converted.size());
            for (int i = 0; i < converted.size(); i++) {
                checked.add(check(objects.get(i), converted.get(i), i));
            }
            return checked;
        }

        private ObjectNode check(ObjectNode original, JsonNode answered, int index) {
            boolean alone = objects.size() == 1;
            String at = " at index " + index;
            ObjectNode object;
            try {
                object = ConvertedObject.read(answered);
            } catch (WebhookException e) {
                throw failure(
                        alone
                                ? e.getMessage()
                                : what + " returned invalid converted object" + at + ": " + e.getMessage());
            }
            String invalid = what + " returned invalid " + (alone ? "" : "converted ") + "object";
            String version = Tree.text(object, "apiVersion");
            if (!version.equals(to)) {
                throw failure(invalid + at + ": invalid groupVersion (expected " + to + ", received " + version + ")");
            }
            String kind = Tree.text(original, "kind");
            if (!kind.equals(Tree.text(object, "kind"))) {
                throw failure(invalid + at + ": invalid kind (expected " + kind + ", received "
                        + Tree.text(object, "kind") + ")");
            }
            try {
                ConvertedObject.checkIdentity(original, object);
            } catch (WebhookException e) {
                throw failure(invalid + (alone ? "" : at) + ": " + e.getMessage());
            }
            try {
                ConvertedObject.restoreMetadata(original, object);
            } catch (WebhookException e) {
                throw failure(
                        what + " returned invalid metadata" + (alone ? "" : " in object" + at) + ": " + e.getMessage());
            }
            return object;
        }
    }
}
