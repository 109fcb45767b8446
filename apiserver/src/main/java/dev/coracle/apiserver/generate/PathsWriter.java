package dev.coracle.apiserver.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.Subresource;
import dev.coracle.apiserver.catalogue.TableRow;
import dev.coracle.apiserver.resource.GroupVersion;
import dev.coracle.apiserver.resource.GroupVersionKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The paths of one group version, one operation for each verb. */
final class PathsWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final List<String> PATCHES = List.of(
            "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json");

    private static final String UNAUTHORIZED = "401";
    private static final Map<String, String> DESCRIPTIONS =
            Map.of("200", "OK", "201", "Created", "202", "Accepted", UNAUTHORIZED, "Unauthorized");

    private final GroupVersion version;
    private final Map<GroupVersionKind, String> definitions;
    private final Map<String, ObjectNode> paths = new TreeMap<>();
    private final Set<String> references = new TreeSet<>();

    /** The paths that list a namespaced resource of every namespace. */
    private final Set<String> acrossNamespaces = new TreeSet<>();

    PathsWriter(GroupVersion version, Map<GroupVersionKind, String> definitions) {
        this.version = version;
        this.definitions = definitions;
    }

    ObjectNode paths() {
        ObjectNode node = NODES.objectNode();
        paths.forEach(node::set);
        return node;
    }

    /** The definitions the operations name. */
    Set<String> references() {
        return references;
    }

    void add(TableRow row, GroupVersionKind kind) {
        String base = (version.group().isEmpty() ? "/api/" : "/apis/") + version;
        String plural = row.names().plural();
        String scoped = base + (row.namespaced() ? "/namespaces/{namespace}/" : "/") + plural;
        Set<String> verbs = row.verbs();
        String listKind = kind.kind() + "List";
        if (row.namespaced() && verbs.contains("list")) {
            acrossNamespaces.add(base + "/" + plural);
            operation(base + "/" + plural, "get", "list", kind, QueryParameter.LIST)
                    .answers(listKind);
        }
        if (verbs.contains("list")) {
            operation(scoped, "get", "list", kind, QueryParameter.LIST).answers(listKind);
        }
        if (verbs.contains("create")) {
            operation(scoped, "post", "post", kind, QueryParameter.WRITE)
                    .takes(definition(kind))
                    .answers(kind.kind());
        }
        if (verbs.contains("deletecollection")) {
            operation(scoped, "delete", "deletecollection", kind, QueryParameter.DELETE_COLLECTION)
                    .takes(META + "DeleteOptions")
                    .answersWith(META + "Status");
        }
        String named = scoped + "/{name}";
        if (verbs.contains("get")) {
            operation(named, "get", "get", kind, List.of()).answers(kind.kind());
        }
        if (verbs.contains("update")) {
            operation(named, "put", "put", kind, QueryParameter.WRITE)
                    .takes(definition(kind))
                    .answers(kind.kind());
        }
        if (verbs.contains("patch")) {
            operation(named, "patch", "patch", kind, QueryParameter.PATCH)
                    .takesPatch()
                    .answers(kind.kind());
        }
        if (verbs.contains("delete")) {
            operation(named, "delete", "delete", kind, QueryParameter.DELETE)
                    .takes(META + "DeleteOptions")
                    .answersWith(META + "Status");
        }
        for (String name : row.subresources()) {
            subresource(
                    named,
                    Subresource.of(name, kind)
                            .orElseThrow(
                                    () -> new IllegalStateException("unknown subresource " + plural + "/" + name)));
        }
    }

    private void subresource(String named, Subresource subresource) {
        String path = named + "/" + subresource.name();
        GroupVersionKind kind = subresource.kind();
        if (subresource.name().equals("log")) {
            operation(path, "get", "get", kind, QueryParameter.LOG).answersText();
            return;
        }
        for (String verb : subresource.verbs()) {
            switch (verb) {
                case "get" -> operation(path, "get", "get", kind, List.of()).answersWith(definition(kind));
                case "update" ->
                    operation(path, "put", "put", kind, QueryParameter.WRITE)
                            .takes(definition(kind))
                            .answersWith(definition(kind));
                case "patch" ->
                    operation(path, "patch", "patch", kind, QueryParameter.PATCH)
                            .takesPatch()
                            .answersWith(definition(kind));
                case "create" ->
                    operation(path, "post", "post", kind, QueryParameter.WRITE)
                            .takes(definition(kind))
                            .answersWith(definition(kind));
                default -> throw new IllegalStateException("unexpected verb " + verb + " at " + path);
            }
        }
    }

    private Operation operation(
            String path, String method, String action, GroupVersionKind kind, List<QueryParameter> parameters) {
        ObjectNode item = paths.computeIfAbsent(path, PathsWriter::pathItem);
        ObjectNode operation = NODES.objectNode();
        operation.putArray("tags").add(tag());
        operation.put("description", action + " " + kind.kind());
        operation.put("operationId", operationId(path, action, kind));
        if (!parameters.isEmpty()) {
            var list = operation.putArray("parameters");
            parameters.forEach(parameter -> list.add(parameter.node()));
        }
        operation.put("x-kubernetes-action", action);
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", kind.group())
                .put("kind", kind.kind())
                .put("version", kind.version());
        item.set(method, operation);
        return new Operation(operation, kind);
    }

    private static ObjectNode pathItem(String path) {
        ObjectNode item = NODES.objectNode();
        var parameters = item.putArray("parameters");
        if (path.contains("{name}")) {
            parameters.add(QueryParameter.path("name", "name of the object"));
        }
        if (path.contains("{namespace}")) {
            parameters.add(
                    QueryParameter.path("namespace", "object name and auth scope, such as for teams and projects"));
        }
        parameters.add(QueryParameter.PRETTY.node());
        return item;
    }

    private String tag() {
        return group() + "_" + version.version();
    }

    /** The group in one word: {@code flowcontrolApiserver} of {@code flowcontrol.apiserver.k8s.io}. */
    private String group() {
        if (version.group().isEmpty()) {
            return "core";
        }
        StringBuilder word = new StringBuilder();
        for (String part : version.group().replace(".k8s.io", "").split("\\.", -1)) {
            word.append(word.isEmpty() ? part : capital(part));
        }
        return word.toString();
    }

    private String operationId(String path, String action, GroupVersionKind kind) {
        String verb = switch (action) {
            case "post" -> "create";
            case "put" -> "replace";
            case "get" -> "read";
            case "deletecollection" -> "delete";
            default -> action;
        };
        StringBuilder id = new StringBuilder(verb)
                .append(capital(group()))
                .append(capital(version.version()))
                .append(action.equals("deletecollection") ? "Collection" : "")
                .append(path.contains("{namespace}") ? "Namespaced" : "")
                .append(kind.kind());
        int below = path.indexOf("{name}/");
        if (below >= 0) {
            id.append(capital(path.substring(below + "{name}/".length())));
        } else if (acrossNamespaces.contains(path)) {
            id.append("ForAllNamespaces");
        }
        return id.toString();
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private String definition(GroupVersionKind kind) {
        String name = definitions.get(kind);
        if (name == null) {
            throw new IllegalStateException("no definition of " + kind);
        }
        return name;
    }

    /** One operation while its bodies are filled in. */
    private final class Operation {
        private final ObjectNode node;
        private final GroupVersionKind kind;

        Operation(ObjectNode node, GroupVersionKind kind) {
            this.node = node;
            this.kind = kind;
        }

        Operation takes(String definition) {
            node.putObject("requestBody").putObject("content").set("*/*", content(definition));
            return this;
        }

        Operation takesPatch() {
            ObjectNode content = node.putObject("requestBody").putObject("content");
            PATCHES.forEach(type -> content.set(type, content(META + "Patch")));
            return this;
        }

        void answers(String kindName) {
            answersWith(definition(new GroupVersionKind(kind.group(), kind.version(), kindName)));
        }

        void answersWith(String definition) {
            ObjectNode responses = node.putObject("responses");
            for (String code : codes()) {
                ObjectNode content = responses
                        .putObject(code)
                        .put("description", DESCRIPTIONS.get(code))
                        .putObject("content");
                content.set("application/json", content(definition));
                content.set("application/yaml", content(definition));
            }
            responses.putObject(UNAUTHORIZED).put("description", DESCRIPTIONS.get(UNAUTHORIZED));
        }

        /** What the operation's success may be. */
        private List<String> codes() {
            return switch (node.path("x-kubernetes-action").asText()) {
                case "post" -> List.of("200", "201", "202");
                case "put", "patch" -> List.of("200", "201");
                case "delete" -> List.of("200", "202");
                default -> List.of("200");
            };
        }

        void answersText() {
            ObjectNode responses = node.putObject("responses");
            responses
                    .putObject("200")
                    .put("description", DESCRIPTIONS.get("200"))
                    .putObject("content")
                    .putObject("text/plain")
                    .putObject("schema")
                    .put("type", "string");
            responses.putObject(UNAUTHORIZED).put("description", DESCRIPTIONS.get(UNAUTHORIZED));
        }

        private ObjectNode content(String definition) {
            references.add(definition);
            ObjectNode content = NODES.objectNode();
            content.putObject("schema").put("$ref", SchemaComponents.REFERENCE + definition);
            return content;
        }
    }
}
