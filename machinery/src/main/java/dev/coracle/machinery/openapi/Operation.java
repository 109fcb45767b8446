package dev.coracle.machinery.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One operation while its bodies are filled in. Used once, by one thread. */
final class Operation {
    /** What the names of the schemas of all kinds' options and answers begin with. */
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static final Set<String> STREAMING = Set.of("list", "watch", "watchlist");
    private static final String UNAUTHORIZED = "401";
    private static final Map<String, String> DESCRIPTIONS =
            Map.of("200", "OK", "201", "Created", "202", "Accepted", UNAUTHORIZED, "Unauthorized");

    private final ObjectNode node;
    private final ApiFlavour flavour;
    private final Set<String> references;

    /** @param references takes the definitions that the operation names */
    Operation(ObjectNode node, ApiFlavour flavour, Set<String> references) {
        this.node = node;
        this.flavour = flavour;
        this.references = references;
    }

    void put(String field, String text) {
        node.put(field, text);
    }

    /** An object in the body. */
    Operation takes(String definition, boolean required) {
        return takes(flavour.types().bodies(), definition, required);
    }

    Operation takesPatch() {
        return takes(flavour.types().patches(), META + "Patch", true);
    }

    private Operation takes(List<String> types, String definition, boolean required) {
        ObjectNode body = node.putObject("requestBody");
        ObjectNode content = body.putObject("content");
        types.forEach(type -> content.set(type, content(definition)));
        if (required) {
            body.put("required", true);
        }
        return this;
    }

    void answers(String definition) {
        ObjectNode responses = node.putObject("responses");
        for (String code : codes()) {
            ObjectNode content = responses
                    .putObject(code)
                    .put("description", DESCRIPTIONS.get(code))
                    .putObject("content");
            flavour.answers().forEach(type -> content.set(type, content(definition)));
            if (streams()) {
                flavour.types().streams().forEach(type -> content.set(type, content(definition)));
            }
        }
        responses.putObject(UNAUTHORIZED).put("description", DESCRIPTIONS.get(UNAUTHORIZED));
    }

    /** Whether it may be asked to watch. */
    private boolean streams() {
        return STREAMING.contains(node.path("x-kubernetes-action").asText());
    }

    /** What the operation's success may be. */
    private List<String> codes() {
        return switch (node.path("x-kubernetes-action").asText()) {
            case "post" -> List.of("200", "201", "202");
            case "put" -> List.of("200", "201");
            case "patch" -> flavour == ApiFlavour.BUILT_IN ? List.of("200", "201") : List.of("200");
            case "delete" -> List.of("200", "202");
            default -> List.of("200");
        };
    }

    void answersText(List<String> mediaTypes) {
        ObjectNode responses = node.putObject("responses");
        ObjectNode content = responses
                .putObject("200")
                .put("description", DESCRIPTIONS.get("200"))
                .putObject("content");
        mediaTypes.forEach(type -> content.putObject(type).putObject("schema").put("type", "string"));
        responses.putObject(UNAUTHORIZED).put("description", DESCRIPTIONS.get(UNAUTHORIZED));
    }

    private ObjectNode content(String definition) {
        references.add(definition);
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.putObject("schema").put("$ref", ResourcePaths.REFERENCE + definition);
        return content;
    }
}
