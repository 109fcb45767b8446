package dev.coracle.conformance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an answer has to be. A text that starts with {@code ~} is a regular expression.
 *
 * @param status the HTTP status; 0 is any success
 * @param details {@code kind.group name} of a Status
 * @param causes each as {@code reason at field: message}
 * @param warnings the texts of the Warning headers, all of them
 * @param has values in the body, by JSON pointer
 * @param answers response headers, by name
 * @param text the whole body; null is any
 * @param eventually whether the request is repeated until the answer fits
 */
record Expected(
        int status,
        String reason,
        String message,
        String details,
        List<String> causes,
        List<String> warnings,
        Map<String, JsonNode> has,
        Map<String, String> answers,
        @Nullable String text,
        boolean eventually) {
    /** Says in a case that the real server is yet to be asked. */
    static final String UNRECORDED = "__";

    private static final int FIRST_FAILURE = 400;

    /** An event of a watch: its type, the name of its object if one is given, and values in the object. */
    record Event(String type, String name, Map<String, JsonNode> has) {
        List<String> differences(JsonNode event, Variables variables) {
            List<String> differences = new ArrayList<>();
            compare("type", type, event.path("type").asText(), differences);
            JsonNode object = event.path("object");
            if (!name.isEmpty()) {
                compare(
                        "name",
                        variables.fill(name),
                        object.at("/metadata/name").asText(),
                        differences);
            }
            compareAll(has, object, variables, differences);
            return differences;
        }
    }

    /** One line for each thing that is not as expected. */
    List<String> differences(Answer answer, Variables variables) {
        List<String> differences = new ArrayList<>();
        boolean success = answer.status() >= 200 && answer.status() < 300;
        if (status == 0 ? !success : status != answer.status()) {
            differences.add("status: expected " + (status == 0 ? "2xx" : status) + ", got " + answer.status());
        }
        if (status >= FIRST_FAILURE || !message.isEmpty() || answer.status() >= FIRST_FAILURE) {
            compare("reason", reason, answer.reason(), differences);
            compare("message", variables.fill(message), answer.message(), differences);
            compare("details", variables.fill(details), answer.details(), differences);
            compareLists("causes", causes, answer.causes(), variables, differences);
        }
        if (status != 0) {
            compareLists("warnings", warnings, answer.warnings(), variables, differences);
        }
        compareAll(has, answer.json(), variables, differences);
        answers.forEach((name, value) -> compare(
                name, variables.fill(value), answer.headers().firstValue(name).orElse(Json.ABSENT), differences));
        if (text != null) {
            compare("text", variables.fill(text), answer.body(), differences);
        }
        return differences;
    }

    private static void compareLists(
            String what, List<String> expected, List<String> actual, Variables variables, List<String> differences) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            compare(
                    what + "[" + i + "]",
                    i < expected.size() ? variables.fill(expected.get(i)) : Json.ABSENT,
                    i < actual.size() ? actual.get(i) : Json.ABSENT,
                    differences);
        }
    }

    private static void compareAll(
            Map<String, JsonNode> has, JsonNode root, Variables variables, List<String> differences) {
        has.forEach((pointer, value) -> {
            JsonNode actual = Json.at(root, variables.fill(pointer));
            JsonNode expected = variables.fill(value);
            if (!expected.equals(actual)) {
                compare(pointer, shown(expected), shown(actual), differences);
            }
        });
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return Json.ABSENT;
        }
        return node.isTextual() ? node.textValue() : node.toString();
    }

    private static void compare(String what, String expected, String actual, List<String> differences) {
        boolean same = expected.startsWith("~")
                ? Pattern.compile(expected.substring(1), Pattern.DOTALL)
                        .matcher(actual)
                        .matches()
                : expected.equals(actual);
        if (!same) {
            differences.add(what + ":\n    expected " + expected + "\n    got      " + actual);
        }
    }
}
