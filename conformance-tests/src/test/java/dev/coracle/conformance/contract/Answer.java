package dev.coracle.conformance.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a server said to one request. Messages may quote whole objects: uids, times and resource versions in them, which no
 * two runs share, read {@code <uuid>}, {@code <time>} and {@code <version>}.
 */
record Answer(int status, HttpHeaders headers, String body, JsonNode json) {
    private static final Pattern UUID =
            Pattern.compile("(?!1111)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("202\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    private static final Pattern VERSION = Pattern.compile("(\"resourceVersion\\\\?\":\\\\?\")\\d+");

    /** A body that is not JSON has no JSON. */
    static Answer of(int status, HttpHeaders headers, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        // OpenAPI's index is JSON that a real server does not call so.
        boolean isJson =
                headers.firstValue("Content-Type").orElse("").contains("json") || text.startsWith("{\"paths\"");
        try {
            JsonNode json = isJson ? Json.MAPPER.readTree(text) : MissingNode.getInstance();
            return new Answer(status, headers, text, json == null ? MissingNode.getInstance() : json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("an answer that calls itself JSON and is not: " + text, e);
        }
    }

    boolean isStatus() {
        return json.path("kind").asText().equals("Status");
    }

    String reason() {
        return isStatus() ? json.path("reason").asText() : "";
    }

    /** The message of a Status; of a refusal in plain text, that text. */
    String message() {
        return masked(isStatus() ? json.path("message").asText() : json.isMissingNode() ? body.strip() : "");
    }

    private static String masked(String text) {
        String masked = UUID.matcher(text).replaceAll("<uuid>");
        masked = TIME.matcher(masked).replaceAll("<time>");
        return VERSION.matcher(masked).replaceAll("$1<version>");
    }

    /** What the Status is about, as {@code kind.group name}. */
    String details() {
        JsonNode details = json.path("details");
        String group = details.path("group").asText();
        String kind = details.path("kind").asText() + (group.isEmpty() ? "" : "." + group);
        return isStatus() ? (kind + " " + details.path("name").asText()).strip() : "";
    }

    /** Each cause as {@code reason at field: message}. */
    List<String> causes() {
        List<String> causes = new ArrayList<>();
        if (isStatus()) {
            for (JsonNode cause : json.path("details").path("causes")) {
                String field = cause.path("field").asText();
                causes.add(cause.path("reason").asText() + (field.isEmpty() ? "" : " at " + field) + ": "
                        + masked(cause.path("message").asText()));
            }
        }
        return causes;
    }

    /** The texts of the Warning headers, without their code and agent. */
    List<String> warnings() {
        return headers.allValues("Warning").stream()
                .map(warning -> warning.replaceFirst("^299 - \"", "").replaceFirst("\"$", ""))
                .map(warning -> warning.replace("\\\"", "\"").replace("\\\\", "\\"))
                .toList();
    }
}
