package dev.coracle.machinery.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.catalogue.Subresource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The paths of one group version, one operation for each verb. Used once, by one thread. */
public final class ResourcePaths {
    /** What a reference to a schema begins with. */
    public static final String REFERENCE = "#/components/schemas/";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> PROXY_METHODS =
            List.of("delete", "get", "head", "options", "patch", "post", "put");

    private final GroupVersion version;
    private final Function<GroupVersionKind, String> definitions;
    private final ApiFlavour flavour;
    private final Map<String, ObjectNode> paths = new TreeMap<>();
    private final Set<String> references = new TreeSet<>();

    /**
     * No paths yet.
     *
     * @param definitions the name of a kind's schema
     */
    public ResourcePaths(GroupVersion version, Function<GroupVersionKind, String> definitions, ApiFlavour flavour) {
        this.version = version;
        this.definitions = definitions;
        this.flavour = flavour;
    }

    /**
     * What is served.
     *
     * @param kind in this group version
     */
    public record Served(
            Names names, boolean namespaced, Set<String> verbs, Set<String> subresources, GroupVersionKind kind) {
        public Served {
            verbs = Set.copyOf(verbs);
            subresources = Set.copyOf(subresources);
        }
    }

    /** All that was added. What the operations of a path have in common is said once, of the path. */
    public ObjectNode paths() {
        ObjectNode node = NODES.objectNode();
        paths.forEach((path, item) -> node.set(path, shared(item)));
        return node;
    }

    /** The definitions the operations name. */
    public Set<String> references() {
        return references;
    }

    /** Adds a resource and what is below it. */
    public void add(Served served) {
        String base = (version.group().isEmpty() ? "/api/" : "/apis/") + version;
        String plural = served.names().plural();
        String scoped = base + (served.namespaced() ? "/namespaces/{namespace}/" : "/") + plural;
        Set<String> verbs = served.verbs();
        GroupVersionKind kind = served.kind();
        String listKind = served.names().listKind();
        if (served.namespaced() && verbs.contains("list")) {
            operation(
                            new PathTemplate(base + "/" + plural, "", kind, "ForAllNamespaces"),
                            "get",
                            "list",
                            QueryParameter.LIST)
                    .answers(definition(listKind));
        }
        PathTemplate all = new PathTemplate(scoped, "", kind, "");
        if (verbs.contains("list")) {
            operation(all, "get", "list", QueryParameter.LIST).answers(definition(listKind));
        }
        if (verbs.contains("create")) {
            operation(all, "post", "post", QueryParameter.WRITE)
                    .takes(definitions.apply(kind), true)
                    .answers(definition(kind.kind()));
        }
        if (verbs.contains("deletecollection")) {
            Operation many = operation(all, "delete", "deletecollection", flavour.deleteCollection());
            if (flavour == ApiFlavour.BUILT_IN) {
                many.takes(Operation.META + "DeleteOptions", false);
            }
            many.answers(Operation.META + "Status");
        }
        PathTemplate one = new PathTemplate(scoped + "/{name}", "", kind, "");
        if (verbs.contains("get")) {
            operation(one, "get", "get", flavour.get()).answers(definition(kind.kind()));
        }
        if (verbs.contains("update")) {
            operation(one, "put", "put", QueryParameter.WRITE)
                    .takes(definitions.apply(kind), true)
                    .answers(definition(kind.kind()));
        }
        if (verbs.contains("patch")) {
            operation(one, "patch", "patch", QueryParameter.PATCH).takesPatch().answers(definition(kind.kind()));
        }
        if (verbs.contains("delete")) {
            operation(one, "delete", "delete", QueryParameter.DELETE)
                    .takes(Operation.META + "DeleteOptions", false)
                    .answers(Operation.META + "Status");
        }
        if (verbs.contains("watch") && flavour == ApiFlavour.BUILT_IN) {
            watches(base, served);
        }
        for (String name : served.subresources()) {
            subresource(
                    scoped + "/{name}/" + name,
                    kind,
                    Subresource.of(name, kind)
                            .orElseThrow(
                                    () -> new IllegalStateException("unknown subresource " + plural + "/" + name)));
        }
    }

    private String definition(String kind) {
        return definitions.apply(new GroupVersionKind(version.group(), version.version(), kind));
    }

    /** The old way to watch: a path instead of a parameter. */
    private void watches(String base, Served served) {
        GroupVersionKind kind = served.kind();
        String plural = served.names().plural();
        String scoped = base + "/watch" + (served.namespaced() ? "/namespaces/{namespace}/" : "/") + plural;
        if (served.namespaced()) {
            watch(new PathTemplate(base + "/watch/" + plural, "", kind, "ListForAllNamespaces"), "watchlist");
        }
        watch(new PathTemplate(scoped, "", kind, "List"), "watchlist");
        watch(new PathTemplate(scoped + "/{name}", "", kind, ""), "watch");
    }

    private void watch(PathTemplate place, String action) {
        operation(place, "get", action, QueryParameter.LIST).answers(Operation.META + "WatchEvent");
    }

    /** What connects a client with something else: no objects go over it. */
    private void connection(String path, GroupVersionKind kind, Subresource subresource) {
        String name = subresource.name();
        List<QueryParameter> parameters = QueryParameter.CONNECTIONS.getOrDefault(name, List.of());
        boolean proxies = name.equals("proxy");
        for (String under : proxies ? List.of(path, path + "/{path}") : List.of(path)) {
            PathTemplate place = new PathTemplate(under, name, kind, under.equals(path) ? "" : "WithPath");
            for (String method : proxies ? PROXY_METHODS : List.of("get", "post")) {
                Operation operation = operation(place, method, "connect", parameters);
                operation.put(
                        "description",
                        "connect " + method.toUpperCase(Locale.ROOT) + " requests to " + name + " of " + kind.kind());
                operation.put("operationId", place.operationId(version, "connect", method));
                operation.answersText(List.of("*/*"));
            }
        }
    }

    private void subresource(String path, GroupVersionKind kind, Subresource subresource) {
        PathTemplate place = new PathTemplate(path, subresource.name(), kind, "");
        if (subresource.isConnection()) {
            connection(path, kind, subresource);
            return;
        }
        if (subresource.name().equals("log")) {
            List<String> types = new ArrayList<>(List.of("text/plain"));
            types.addAll(flavour.answers());
            operation(place, "get", "get", QueryParameter.LOG).answersText(types);
            return;
        }
        String definition = definitions.apply(subresource.kind());
        for (String verb : subresource.verbs()) {
            switch (verb) {
                case "get" -> operation(place, "get", "get", flavour.get()).answers(definition);
                case "update" ->
                    operation(place, "put", "put", QueryParameter.WRITE)
                            .takes(definition, true)
                            .answers(definition);
                case "patch" ->
                    operation(place, "patch", "patch", QueryParameter.PATCH)
                            .takesPatch()
                            .answers(definition);
                case "create" ->
                    operation(place, "post", "post", QueryParameter.WRITE)
                            .takes(definition, true)
                            .answers(definition);
                default -> throw new IllegalStateException("unexpected verb " + verb + " at " + path);
            }
        }
    }

    private Operation operation(PathTemplate place, String method, String action, List<QueryParameter> parameters) {
        ObjectNode item = paths.computeIfAbsent(place.path(), path -> pathItem(path, place.kind()));
        ObjectNode operation = NODES.objectNode();
        operation.putArray("tags").add(word(version.group()) + "_" + version.version());
        operation.put("description", place.description(action, flavour));
        operation.put("operationId", place.operationId(version, action, ""));
        if (!parameters.isEmpty()) {
            ArrayNode list = operation.putArray("parameters");
            parameters.forEach(parameter -> list.add(parameter.node()));
        }
        operation.put("x-kubernetes-action", action);
        GroupVersionKind kind = place.subject(flavour);
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", kind.group())
                .put("kind", kind.kind())
                .put("version", kind.version());
        item.set(method, operation);
        return new Operation(operation, flavour, references);
    }

    private static ObjectNode pathItem(String path, GroupVersionKind kind) {
        ObjectNode item = NODES.objectNode();
        ArrayNode parameters = item.putArray("parameters");
        if (path.contains("{name}")) {
            parameters.add(QueryParameter.path("name", "name of the " + kind.kind()));
        }
        if (path.endsWith("{path}")) {
            parameters.add(QueryParameter.path("path", "path to the resource"));
        }
        if (path.contains("{namespace}")) {
            parameters.add(
                    QueryParameter.path("namespace", "object name and auth scope, such as for teams and projects"));
        }
        parameters.add(QueryParameter.PRETTY.node());
        return item;
    }

    /** A path's only operation leaves its parameters to the path. */
    private static ObjectNode shared(ObjectNode item) {
        List<JsonNode> operations = new ArrayList<>();
        item.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                operations.add(field.getValue());
            }
        });
        if (operations.size() == 1 && operations.get(0).has("parameters")) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            for (JsonNode parameter : operations.get(0).get("parameters")) {
                sorted.put(parameter.get("name").asText(), parameter);
            }
            item.get("parameters")
                    .forEach(parameter -> sorted.put(parameter.get("name").asText(), parameter));
            item.putArray("parameters").addAll(sorted.values());
            ((ObjectNode) operations.get(0)).remove("parameters");
        }
        return item;
    }

    /** A group in one word: {@code flowcontrolApiserver} of {@code flowcontrol.apiserver.k8s.io}. */
    public static String word(String group) {
        if (group.isEmpty()) {
            return "core";
        }
        StringBuilder word = new StringBuilder();
        for (String part : group.replace(".k8s.io", "").split("[.-]", -1)) {
            word.append(word.isEmpty() ? part : capital(part));
        }
        return word.toString();
    }

    /** The word with a capital first letter. */
    public static String capital(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
