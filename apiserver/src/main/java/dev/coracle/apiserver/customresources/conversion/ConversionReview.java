package dev.coracle.apiserver.customresources.conversion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.coracle.apiserver.webhook.WebhookException;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.tree.Tree;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * One question to a conversion webhook and the reading of its answer.
 *
 * @param version of the review: v1 or v1beta1, of which the older is read less strictly
 * @param uid the answer has to repeat it
 */
record ConversionReview(String version, String uid) {
    private static final String GROUP = "apiextensions.k8s.io/";
    private static final String KIND = "ConversionReview";
    /** Upstream's scheme for these answers knows a few more kinds, whose conversion fails in other words. */
    private static final Set<String> KNOWN_KINDS = Set.of(
            KIND, "Status", "CustomResourceDefinition", "CustomResourceDefinitionList", "APIVersions", "APIGroup");

    /** @param objects as JSON */
    byte[] question(List<String> objects, String desiredApiVersion) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("kind", KIND).put("apiVersion", GROUP + version);
        ObjectNode request = review.putObject("request");
        request.put("uid", uid).put("desiredAPIVersion", desiredApiVersion);
        request.putRawValue("objects", new RawValue("[" + String.join(",", objects) + "]"));
        ObjectNode response = review.putObject("response");
        response.put("uid", "").putNull("convertedObjects");
        response.putObject("result").putObject("metadata");
        return JsonCodec.write(review);
    }

    /** @throws WebhookException if the answer does not say that it succeeded, in upstream's words */
    JsonNode converted(byte[] answer) {
        JsonNode review = read(answer);
        String apiVersion = Tree.text(review, "apiVersion");
        String kind = Tree.text(review, "kind");
        checkKind(apiVersion, kind);
        JsonNode response = Tree.get(review, "response");
        if (!response.isObject()) {
            throw new WebhookException("no response provided");
        }
        String answered = Tree.text(response, "uid");
        if (version.equals("v1") && !answered.equals(uid)) {
            throw new WebhookException("expected response.uid=\"" + uid + "\", got \"" + answered + "\"");
        }
        JsonNode result = Tree.get(response, "result");
        String status = Tree.text(result, "status");
        if (!status.equals("Success")) {
            String message = Tree.text(result, "message");
            throw new WebhookException(
                    message.isEmpty() ? "response.result.status was '" + status + "', not 'Success'" : message);
        }
        JsonNode objects = Tree.get(response, "convertedObjects");
        return objects instanceof ArrayNode ? objects : JsonNodeFactory.instance.arrayNode();
    }

    private static JsonNode read(byte[] answer) {
        try {
            JsonNode review = JsonCodec.read(answer);
            if (review instanceof ObjectNode || review instanceof NullNode) {
                return review;
            }
            throw new WebhookException("couldn't get version/kind; json parse error: json: cannot unmarshal "
                    + ConvertedObject.jsonType(review)
                    + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind "
                    + "string \"json:\\\"kind,omitempty\\\"\" }");
        } catch (JsonProcessingException e) {
            throw new WebhookException("couldn't get version/kind; json parse error: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new WebhookException("couldn't get version/kind; json parse error: " + e.getMessage());
        }
    }

    private void checkKind(String apiVersion, String kind) {
        String wanted = GROUP + version;
        if (apiVersion.equals(wanted) && kind.equals(KIND)) {
            return;
        }
        if (kind.isEmpty() && apiVersion.isEmpty()) {
            if (version.equals("v1")) {
                throw new WebhookException(
                        "expected webhook response of " + wanted + ", Kind=" + KIND + ", got /, Kind=");
            }
            return;
        }
        boolean known = KNOWN_KINDS.contains(kind) && (apiVersion.equals("v1") || apiVersion.startsWith(GROUP + "v1"));
        if (!known) {
            throw new WebhookException("no kind \"" + kind + "\" is registered for version \"" + apiVersion
                    + "\" in scheme \"pkg/runtime/scheme.go:111\"");
        }
        String got = apiVersion.substring(apiVersion.indexOf('/') + 1);
        throw new WebhookException(
                "converting (" + got + "." + kind + ") to (" + version + "." + KIND + "): unknown conversion");
    }
}
