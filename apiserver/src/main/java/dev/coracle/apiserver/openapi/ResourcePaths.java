package dev.coracle.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.Subresource;
import dev.coracle.apiserver.resource.GroupVersion;
import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.resource.Names;
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
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final List<String> PROXY_METHODS =
            List.of("delete", "get", "head", "options", "patch", "post", "put");
    private static final Set<String> STREAMING = Set.of("list", "watch", "watchlist");
    private static final String UNAUTHORIZED = "401";
    private static final Map<String, String> DESCRIPTIONS =
            Map.of("200", "OK", "201", "Created", "202", "Accepted", UNAUTHORIZED, "Unauthorized");

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
            operation(new Place(base + "/" + plural, "", kind, "ForAllNamespaces"), "get", "list", QueryParameter.LIST)
                    .answers(listKind);
        }
        Place all = new Place(scoped, "", kind, "");
        if (verbs.contains("list")) {
            operation(all, "get", "list", QueryParameter.LIST).answers(listKind);
        }
        if (verbs.contains("create")) {
            operation(all, "post", "post", QueryParameter.WRITE)
                    .takes(definitions.apply(kind), true)
                    .answers(kind.kind());
        }
        if (verbs.contains("deletecollection")) {
            Operation many = operation(all, "delete", "deletecollection", flavour.deleteCollection());
            if (flavour.optionsOfMany()) {
                many.takes(META + "DeleteOptions", false);
            }
            many.answersWith(META + "Status");
        }
        Place one = new Place(scoped + "/{name}", "", kind, "");
        if (verbs.contains("get")) {
            operation(one, "get", "get", flavour.get()).answers(kind.kind());
        }
        if (verbs.contains("update")) {
            operation(one, "put", "put", QueryParameter.WRITE)
                    .takes(definitions.apply(kind), true)
                    .answers(kind.kind());
        }
        if (verbs.contains("patch")) {
            operation(one, "patch", "patch", QueryParameter.PATCH).takesPatch().answers(kind.kind());
        }
        if (verbs.contains("delete")) {
            operation(one, "delete", "delete", QueryParameter.DELETE)
                    .takes(META + "DeleteOptions", false)
                    .answersWith(META + "Status");
        }
        if (verbs.contains("watch") && flavour.equals(ApiFlavour.BUILT_IN)) {
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

    /** The old way to watch: a path instead of a parameter. */
    private void watches(String base, Served served) {
        GroupVersionKind kind = served.kind();
        String plural = served.names().plural();
        String scoped = base + "/watch" + (served.namespaced() ? "/namespaces/{namespace}/" : "/") + plural;
        if (served.namespaced()) {
            watch(new Place(base + "/watch/" + plural, "", kind, "ListForAllNamespaces"), "watchlist");
        }
        watch(new Place(scoped, "", kind, "List"), "watchlist");
        watch(new Place(scoped + "/{name}", "", kind, ""), "watch");
    }

    private void watch(Place place, String action) {
        operation(place, "get", action, QueryParameter.LIST).answersWith(META + "WatchEvent");
    }

    /** What connects a client with something else: no objects go over it. */
    private void connection(String path, GroupVersionKind kind, Subresource subresource) {
        String name = subresource.name();
        List<QueryParameter> parameters = QueryParameter.CONNECTIONS.getOrDefault(name, List.of());
        boolean proxies = name.equals("proxy");
        for (String under : proxies ? List.of(path, path + "/{path}") : List.of(path)) {
            Place place = new Place(under, name, kind, under.equals(path) ? "" : "WithPath");
            for (String method : proxies ? PROXY_METHODS : List.of("get", "post")) {
                Operation operation = operation(place, method, "connect", parameters);
                operation.node.put(
                        "description",
                        "connect " + method.toUpperCase(Locale.ROOT) + " requests to " + name + " of " + kind.kind());
                operation.node.put("operationId", operationId(place, "connect", method));
                operation.answersText(List.of("*/*"));
            }
        }
    }

    private void subresource(String path, GroupVersionKind kind, Subresource subresource) {
        Place place = new Place(path, subresource.name(), kind, "");
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
                case "get" -> operation(place, "get", "get", flavour.get()).answersWith(definition);
                case "update" ->
                    operation(place, "put", "put", QueryParameter.WRITE)
                            .takes(definition, true)
                            .answersWith(definition);
                case "patch" ->
                    operation(place, "patch", "patch", QueryParameter.PATCH)
                            .takesPatch()
                            .answersWith(definition);
                case "create" ->
                    operation(place, "post", "post", QueryParameter.WRITE)
                            .takes(definition, true)
                            .answersWith(definition);
                default -> throw new IllegalStateException("unexpected verb " + verb + " at " + path);
            }
        }
    }

    /**
     * Where operations are.
     *
     * @param subresource empty for the resource itself
     * @param kind of the resource
     * @param suffix of the operations' names
     */
    private record Place(String path, String subresource, GroupVersionKind kind, String suffix) {}

    private Operation operation(Place place, String method, String action, List<QueryParameter> parameters) {
        ObjectNode item = paths.computeIfAbsent(place.path(), path -> pathItem(path, place.kind()));
        ObjectNode operation = NODES.objectNode();
        operation.putArray("tags").add(word(version.group()) + "_" + version.version());
        operation.put("description", description(place, action));
        operation.put("operationId", operationId(place, action, ""));
        if (!parameters.isEmpty()) {
            ArrayNode list = operation.putArray("parameters");
            parameters.forEach(parameter -> list.add(parameter.node()));
        }
        operation.put("x-kubernetes-action", action);
        GroupVersionKind kind = subject(place);
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", kind.group())
                .put("kind", kind.kind())
                .put("version", kind.version());
        item.set(method, operation);
        return new Operation(operation);
    }

    /** What an operation is about: below a custom resource still that, otherwise what the subresource shows. */
    private GroupVersionKind subject(Place place) {
        return place.subresource().isEmpty() || flavour.equals(ApiFlavour.CUSTOM)
                ? place.kind()
                : Subresource.of(place.subresource(), place.kind())
                        .orElseThrow()
                        .kind();
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

    private String description(Place place, String action) {
        String kind = place.kind().kind();
        String of = place.subresource().isEmpty() ? "" : place.subresource() + " of ";
        String article = "AEIOUaeiou".indexOf(kind.charAt(0)) < 0 ? "a " : "an ";
        return switch (action) {
            case "list" -> flavour.listing() + kind;
            case "get" -> "read " + of + "the specified " + kind;
            case "put" -> "replace " + of + "the specified " + kind;
            case "patch" -> "partially update " + of + "the specified " + kind;
            case "post" -> "create " + of + article + kind;
            case "deletecollection" -> "delete collection of " + kind;
            case "watchlist" ->
                "watch individual changes to a list of " + kind
                        + ". deprecated: use the 'watch' parameter with a list operation instead.";
            case "watch" ->
                "watch changes to an object of kind " + kind + ". deprecated: use the 'watch' parameter with a list"
                        + " operation instead, filtered to a single item with the 'fieldSelector' parameter.";
            default -> action + " " + article + kind;
        };
    }

    /** @param method where the action alone does not tell operations apart */
    private String operationId(Place place, String action, String method) {
        String verb = switch (action) {
            case "post" -> "create";
            case "put" -> "replace";
            case "get" -> "read";
            case "deletecollection" -> "delete";
            case "watchlist" -> "watch";
            default -> action;
        };
        return verb
                + capital(word(version.group()))
                + capital(version.version())
                + capital(method)
                + (action.equals("deletecollection") ? "Collection" : "")
                + (place.path().contains("{namespace}") ? "Namespaced" : "")
                + place.kind().kind()
                + capital(place.subresource())
                + place.suffix();
    }

    /** The word with a capital first letter. */
    public static String capital(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** One operation while its bodies are filled in. */
    private final class Operation {
        private final ObjectNode node;

        Operation(ObjectNode node) {
            this.node = node;
        }

        Operation takes(String definition, boolean required) {
            return takes(flavour.bodies(), definition, required);
        }

        Operation takesPatch() {
            return takes(flavour.patches(), META + "Patch", true);
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

        void answers(String kind) {
            answersWith(definitions.apply(new GroupVersionKind(version.group(), version.version(), kind)));
        }

        void answersWith(String definition) {
            ObjectNode responses = node.putObject("responses");
            for (String code : codes()) {
                ObjectNode content = responses
                        .putObject(code)
                        .put("description", DESCRIPTIONS.get(code))
                        .putObject("content");
                flavour.answers().forEach(type -> content.set(type, content(definition)));
                if (streams()) {
                    flavour.streams().forEach(type -> content.set(type, content(definition)));
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
                case "patch" -> flavour.patchCreates() ? List.of("200", "201") : List.of("200");
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
            mediaTypes.forEach(
                    type -> content.putObject(type).putObject("schema").put("type", "string"));
            responses.putObject(UNAUTHORIZED).put("description", DESCRIPTIONS.get(UNAUTHORIZED));
        }

        private ObjectNode content(String definition) {
            references.add(definition);
            ObjectNode content = NODES.objectNode();
            content.putObject("schema").put("$ref", REFERENCE + definition);
            return content;
        }
    }
}
