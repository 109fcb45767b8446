package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.json.JsonCodec;
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
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    String encode() {
        ObjectNode token = JsonNodeFactory.instance.objectNode();
        token.put("v", VERSION).put("rv", revision).put("start", after + "\0");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonCodec.write(token));
    }

    /** Reads a token as upstream's DecodeContinue (v1.36) does, and refuses it in its words. */
    static ContinueToken decode(String text) {
        JsonNode token = json(bytes(text));
        String version = token.path("v").asText();
        if (!version.equals(VERSION)) {
            throw invalid("server does not recognize this encoded version " + version);
        }
        long revision = token.path("rv").asLong();
        if (revision == 0) {
            throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }
        String start = token.path("start").asText();
        if (start.isEmpty()) {
            throw invalid("encoded start key empty (version meta.k8s.io/v1)");
        }
        for (String segment : (start.startsWith("/") ? start.substring(1) : start).split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw invalid(start);
            }
        }
        return new ContinueToken(revision, start.endsWith("\0") ? start.substring(0, start.length() - 1) : start);
    }

    private static byte[] bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                throw invalid("illegal base64 data at input byte " + i);
            }
        }
        if (text.length() % 4 == 1) {
            throw invalid("illegal base64 data at input byte " + (text.length() - 1));
        }
        return Base64.getUrlDecoder().decode(text);
    }

    private static JsonNode json(byte[] json) {
        String wrong = JsonSyntax.explain(json);
        if (wrong != null) {
            throw invalid(wrong);
        }
        try {
            return JsonCodec.read(json);
        } catch (IOException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static ApiException invalid(String reason) {
        return ApiException.badRequest("invalid continue token: continue key is not valid: " + reason);
    }
}
