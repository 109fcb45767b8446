package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.registry.Served;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** JSON without a look at any schema. */
final class UntypedDecoding implements Decoding {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public ObjectNode object(
            byte[] body, String contentType, Served target, String validation, Consumer<String> warnings) {
        ObjectNode object = document(body, contentType);
        object.put("apiVersion", target.version().groupVersion().toString());
        object.put("kind", target.resource().names().kind());
        return object;
    }

    @Override
    public ObjectNode document(byte[] body, String contentType) {
        if (!contentType.isEmpty() && !contentType.startsWith("application/json")) {
            throw ApiException.unsupportedMediaType(List.of("application/json"));
        }
        try {
            JsonNode tree = MAPPER.readTree(body);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw ApiException.badRequest("the body is not a JSON object");
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("invalid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ApiException.badRequest("invalid JSON: " + e.getMessage());
        }
    }

    @Override
    public void check(ObjectNode object, Served target, String validation, Consumer<String> warnings) {}
}
