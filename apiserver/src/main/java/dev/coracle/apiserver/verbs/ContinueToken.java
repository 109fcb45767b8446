package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.http.JsonText;
import java.io.IOException;
import java.util.Base64;

/**
 * Where a list goes on, in upstream's form.
 *
 * @param revision of the snapshot the earlier pages came from; -1 to go on in the newest one
 * @param after the key of the last object sent
 */
record ContinueToken(long revision, String after) {
    private static final String VERSION = "meta.k8s.io/v1";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    String encode() {
        ObjectNode token = JsonNodeFactory.instance.objectNode();
        token.put("v", VERSION).put("rv", revision).put("start", after + "\0");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonText.write(token));
    }

    static ContinueToken decode(String text) {
        JsonNode token;
        try {
            token = MAPPER.readTree(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException | IOException e) {
            throw ApiException.badRequest("invalid continue token: continue key is not valid: " + e.getMessage());
        }
        if (!token.path("v").asText().equals(VERSION)) {
            throw ApiException.badRequest(
                    "invalid continue token: continue key is not valid: server does not recognize this encoded version \""
                            + token.path("v").asText() + "\"");
        }
        long revision = token.path("rv").asLong();
        if (revision == 0) {
            throw ApiException.badRequest(
                    "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }
        String start = token.path("start").asText();
        if (start.isEmpty()) {
            throw ApiException.badRequest(
                    "invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)");
        }
        return new ContinueToken(revision, start.endsWith("\0") ? start.substring(0, start.length() - 1) : start);
    }
}
