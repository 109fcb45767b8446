package dev.coracle.conformance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A file of cases. Reads what {@code api/README.md} describes and refuses, by name, what it does not. */
final class CaseFile {
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", Step.WATCH);
    private static final Set<String> KEYS = Set.of(
            "name",
            "given",
            "then",
            "during",
            "events",
            "body",
            "base64",
            "type",
            "accept",
            "headers",
            "status",
            "reason",
            "message",
            "details",
            "causes",
            "warnings",
            "has",
            "answers",
            "text",
            "eventually",
            "save");
    private static final Map<String, String> TYPES = Map.of(
            "json", "application/json",
            "yaml", "application/yaml",
            "json-patch", "application/json-patch+json",
            "merge", "application/merge-patch+json",
            "strategic", "application/strategic-merge-patch+json",
            "apply", "application/apply-patch+yaml");

    private final String area;
    private final JsonNode root;

    private CaseFile(Path file, JsonNode root) {
        this.area = file.getFileName().toString().replace(".yaml", "");
        this.root = root;
    }

    static CaseFile read(Path file) {
        try {
            Object tree = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            return new CaseFile(file, Json.MAPPER.valueToTree(tree));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<CaseFile> readAll(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(CaseFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String area() {
        return area;
    }

    List<ContractCase> cases() {
        List<ContractCase> cases = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < root.path("cases").size(); i++) {
            JsonNode source = root.path("cases").get(i);
            String id = area + "/" + source.path("name").asText();
            if (!ids.add(id)) {
                throw new IllegalArgumentException("two cases are called " + id);
            }
            List<Object> location = List.of("cases", i);
            try {
                cases.add(new ContractCase(
                        id, steps(source, "given", location), step(source, location), steps(source, "then", location)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(id + ": " + e.getMessage(), e);
            }
        }
        return cases;
    }

    private List<Step> steps(JsonNode source, String key, List<Object> location) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < source.path(key).size(); i++) {
            List<Object> here = new ArrayList<>(location);
            here.addAll(List.of(key, i));
            steps.add(step(source.path(key).get(i), here));
        }
        return steps;
    }

    private Step step(JsonNode source, List<Object> location) {
        String method = "";
        for (Map.Entry<String, JsonNode> entry : source.properties()) {
            if (METHODS.contains(entry.getKey())) {
                method = entry.getKey();
            } else if (!KEYS.contains(entry.getKey())) {
                throw new IllegalArgumentException("no step has the key " + entry.getKey());
            }
        }
        if (method.isEmpty()) {
            throw new IllegalArgumentException("a step without a method: " + source);
        }
        Map<String, String> headers = texts(source.path("headers"));
        Step.Body body = body(source);
        if (body != null) {
            headers.putIfAbsent("Content-Type", type(source.path("type").asText("json")));
        }
        if (source.has("accept")) {
            headers.put("Accept", source.path("accept").asText());
        }
        return new Step(
                location,
                method,
                path(source.path(method).asText()),
                headers,
                body,
                expected(source),
                texts(source.path("save")),
                steps(source, "during", location),
                events(source.path("events")));
    }

    /** A path that does not begin with a slash begins with a name from the file's {@code paths}. */
    private String path(String text) {
        if (text.startsWith("/")) {
            return text;
        }
        String name = text.split("[/?]", 2)[0];
        if (!root.path("paths").has(name)) {
            throw new IllegalArgumentException("no path is called " + name);
        }
        return root.path("paths").path(name).asText() + text.substring(name.length());
    }

    private static String type(String text) {
        return TYPES.getOrDefault(text, text);
    }

    private Step.@Nullable Body body(JsonNode source) {
        if (source.has("base64")) {
            return new Step.Body.Bytes(source.path("base64").asText());
        }
        JsonNode body = source.path("body");
        if (body.isMissingNode()) {
            return null;
        }
        return body.isTextual() ? new Step.Body.Text(body.textValue()) : new Step.Body.Tree(tree(body));
    }

    /** A body that uses one of the file's objects is a copy of it with values put where pointers lead. */
    private JsonNode tree(JsonNode body) {
        if (!body.has("use")) {
            return body;
        }
        JsonNode used = root.path("objects").path(body.path("use").asText());
        if (!(used instanceof ObjectNode)) {
            throw new IllegalArgumentException("no object is called " + body.path("use"));
        }
        JsonNode copy = tree(used).deepCopy();
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            if (!entry.getKey().equals("use")) {
                Json.put(copy, entry.getKey(), entry.getValue());
            }
        }
        return copy;
    }

    private static Expected expected(JsonNode source) {
        return new Expected(
                source.path("status").asInt(),
                source.path("reason").asText(),
                source.path("message").asText(),
                source.path("details").asText(),
                list(source.path("causes")),
                list(source.path("warnings")),
                nodes(source.path("has")),
                texts(source.path("answers")),
                source.has("text") ? source.path("text").asText() : null,
                source.path("eventually").asBoolean());
    }

    /** Each is {@code TYPE name} or a map of type, name and has. */
    private static List<Expected.Event> events(JsonNode source) {
        List<Expected.Event> events = new ArrayList<>();
        for (JsonNode event : source) {
            String[] words =
                    (event.isTextual() ? event.textValue() : event.path("event").asText()).split(" ", 2);
            events.add(new Expected.Event(words[0], words.length == 1 ? "" : words[1], nodes(event.path("has"))));
        }
        return events;
    }

    private static List<String> list(JsonNode source) {
        List<String> list = new ArrayList<>();
        source.forEach(element -> list.add(element.asText()));
        return list;
    }

    private static Map<String, String> texts(JsonNode source) {
        Map<String, String> texts = new LinkedHashMap<>();
        source.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static Map<String, JsonNode> nodes(JsonNode source) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        source.properties().forEach(entry -> nodes.put(entry.getKey(), entry.getValue()));
        return nodes;
    }
}
