package dev.coracle.machinery.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The one OpenAPI v2 document that older clients read, made of the v3 documents: references of their own instead of
 * {@code allOf}, no defaults, no choices of types, bodies among the parameters.
 */
public final class Version2 {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String V3 = ResourcePaths.REFERENCE;

    /** What a reference to a definition begins with. */
    public static final String REFERENCE = "#/definitions/";

    private static final List<String> METHODS = List.of("delete", "get", "head", "options", "patch", "post", "put");

    /** What the way to prove who one is is called. */
    public static final String BEARER_TOKEN = "BearerToken";

    private Version2() {}

    /** How one proves who one is, in words of both versions. */
    public static ObjectNode bearerToken() {
        return NODES.objectNode()
                .put("type", "apiKey")
                .put("description", "Bearer Token authentication")
                .put("name", "authorization")
                .put("in", "header");
    }

    /** The document of built-in kinds. */
    public static ObjectNode of(Collection<ObjectNode> documents, String version) {
        ObjectNode document = NODES.objectNode().put("swagger", "2.0");
        document.putObject("info").put("title", "Kubernetes").put("version", version);
        Map<String, JsonNode> paths = new TreeMap<>();
        Map<String, JsonNode> definitions = new TreeMap<>();
        for (ObjectNode v3 : documents) {
            v3.get("paths")
                    .properties()
                    .forEach(path -> paths.put(path.getKey(), path(path.getValue(), ApiFlavour.BUILT_IN)));
            v3.at("/components/schemas")
                    .properties()
                    .forEach(schema -> definitions.put(schema.getKey(), schema(schema.getValue())));
        }
        document.putObject("paths").setAll(paths);
        document.putObject("definitions").setAll(definitions);
        document.putObject("securityDefinitions").set(BEARER_TOKEN, bearerToken());
        document.putArray("security").addObject().putArray(BEARER_TOKEN);
        return document;
    }

    private static ObjectNode schema(JsonNode v3) {
        ObjectNode schema = NODES.objectNode();
        v3.properties().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "$ref" -> schema.put("$ref", value.asText().replace(V3, REFERENCE));
                case "allOf" ->
                    schema.put("$ref", value.get(0).get("$ref").asText().replace(V3, REFERENCE));
                case "oneOf" -> schema.put("type", "string");
                case "default" -> {
                    // v2 tells none
                }
                case "items", "additionalProperties" -> schema.set(field.getKey(), schema(value));
                case "properties" -> {
                    ObjectNode properties = schema.putObject("properties");
                    value.properties()
                            .forEach(property -> properties.set(property.getKey(), schema(property.getValue())));
                }
                default -> schema.set(field.getKey(), value);
            }
        });
        return schema;
    }

    /** A path of a v3 document as version 2 has it. */
    public static ObjectNode path(JsonNode v3, ApiFlavour flavour) {
        ObjectNode path = NODES.objectNode();
        v3.properties().forEach(field -> {
            if (METHODS.contains(field.getKey())) {
                path.set(field.getKey(), operation(field.getValue(), flavour));
            } else if (field.getKey().equals("parameters")) {
                parameters(field.getValue(), path.putArray("parameters"));
            } else {
                path.set(field.getKey(), field.getValue());
            }
        });
        return path;
    }

    private static ObjectNode operation(JsonNode v3, ApiFlavour flavour) {
        ObjectNode operation = NODES.objectNode();
        JsonNode bodies = v3.at("/requestBody/content");
        if (v3.has("x-kubernetes-action")) {
            ArrayNode consumes = operation.putArray("consumes");
            if (bodies.isEmpty()) {
                flavour.types().bodies().forEach(consumes::add);
            } else {
                bodies.fieldNames().forEachRemaining(consumes::add);
            }
        } else {
            JsonNode answers = v3.at("/responses/200/content");
            // An operation on no resource is said to take what it answers with, if that is an object.
            if (!answers.findPath("$ref").isMissingNode()) {
                answers.fieldNames().forEachRemaining(operation.putArray("consumes")::add);
            }
        }
        for (String field : new String[] {"description", "operationId"}) {
            operation.set(field, v3.get(field));
        }
        ArrayNode parameters = NODES.arrayNode();
        if (!bodies.isEmpty()) {
            ObjectNode body = parameters.addObject().put("in", "body").put("name", "body");
            if (v3.at("/requestBody/required").asBoolean()) {
                body.put("required", true);
            }
            body.set("schema", schema(bodies.elements().next().get("schema")));
        }
        parameters(v3.path("parameters"), parameters);
        Set<String> produces = new LinkedHashSet<>();
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        ObjectNode responses = operation.putObject("responses");
        v3.path("responses").properties().forEach(response -> {
            ObjectNode answer = responses.putObject(response.getKey());
            answer.set("description", response.getValue().get("description"));
            JsonNode contents = response.getValue().path("content");
            contents.fieldNames().forEachRemaining(produces::add);
            if (!contents.isEmpty()) {
                answer.set("schema", schema(contents.elements().next().get("schema")));
            }
        });
        ArrayNode types = operation.putArray("produces");
        produces.forEach(types::add);
        operation.putArray("schemes").add("https");
        operation.set("tags", v3.get("tags"));
        v3.properties().forEach(field -> {
            if (field.getKey().startsWith("x-")) {
                operation.set(field.getKey(), field.getValue());
            }
        });
        return operation;
    }

    private static void parameters(JsonNode v3, ArrayNode parameters) {
        for (JsonNode parameter : v3) {
            ObjectNode flat = parameters.addObject();
            parameter.properties().forEach(field -> {
                if (field.getKey().equals("schema")) {
                    flat.setAll((ObjectNode) field.getValue());
                } else {
                    flat.set(field.getKey(), field.getValue());
                }
            });
        }
    }
}
