package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.tokens.ServiceAccountTokens;
import dev.coracle.apiserver.tokens.ServiceAccountTokens.Claims;
import dev.coracle.apiserver.tokens.ServiceAccountTokens.Reference;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.fieldmanager.FieldManager;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** POST to {@code serviceaccounts/<name>/token}: a TokenRequest comes back with its token. */
final class RequestToken implements Verb {
    private static final GroupVersionKind KIND = new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");
    private static final long DEFAULT_SECONDS = 3600;
    private static final long MIN_SECONDS = 600;
    private static final long MAX_SECONDS = 1L << 32;

    private final ObjectRegistry registry;
    private final ServerState backend;
    private final Bodies bodies;
    private final Answers answers;
    private final ServiceAccountTokens tokens;

    RequestToken(ObjectRegistry registry, Bodies bodies, Answers answers, ServiceAccountTokens tokens) {
        this.registry = registry;
        this.backend = registry.backend();
        this.bodies = bodies;
        this.answers = answers;
        this.tokens = tokens;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "CreateOptions");
        exchange.negotiation().withoutTables();
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode request = bodies.document(exchange, KIND, body, options.fieldValidation());
            ObjectNode spec = Tree.createObject(request, "spec");
            if (!Tree.has(spec, "expirationSeconds")) {
                spec.put("expirationSeconds", DEFAULT_SECONDS);
            }
            Tree.createObject(request, "metadata").remove("managedFields");
            Schema schema = bodies.schema(KIND);
            FieldManager.ofDocument(KIND, schema, "token")
                    .create(request, options.manager(exchange), backend.clock().instant());
            Claims claims = claims(exchange, target, request);
            WriteRequest write = options.untracked(exchange, target);
            exchange.whenDone(
                    registry.admit(write, KIND, request).thenCompose(admitted -> tokens.issue(claims)),
                    token -> exchange.executor()
                            .execute(() -> exchange.guard(() -> {
                                ObjectNode status = request.putObject("status");
                                status.put("token", token);
                                status.put(
                                        "expirationTimestamp", claims.expires().toString());
                                Completion.complete(request, schema);
                                answers.document(exchange, 201, request);
                            })));
        });
    }

    /** Checks and completes the request. */
    private Claims claims(Exchange exchange, ServedResource target, ObjectNode request) {
        String namespace = exchange.info().namespace();
        String name = exchange.info().name();
        ObjectNode metadata = Tree.createObject(request, "metadata");
        mustMatch(metadata, "name", name, name, "must match the service account name if specified");
        mustMatch(metadata, "namespace", namespace, name, "must match the service account namespace if specified");
        StoredObject account = backend.cache()
                .of(target.resource())
                .get(namespace, name)
                .orElseThrow(() -> ApiException.notFound(target.groupResource(), name));
        String uid = uid(account);
        String wantedUid = Tree.text(metadata, "uid");
        if (!wantedUid.isEmpty() && !wantedUid.equals(uid)) {
            throw ApiException.conflict(
                    new GroupResource(KIND.group(), KIND.kind()),
                    name,
                    "the UID in the token request (" + wantedUid + ") does not match the UID of the service account ("
                            + uid + ")");
        }
        Instant now = backend.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        metadata.put("name", name).put("namespace", namespace).put("uid", uid);
        metadata.put("creationTimestamp", now.toString());
        ObjectNode spec = Tree.createObject(request, "spec");
        if (Tree.isEmpty(spec, "audiences")) {
            spec.putArray("audiences").add(ServiceAccountTokens.ISSUER);
        }
        if (!Tree.has(spec, "boundObjectRef")) {
            spec.putNull("boundObjectRef");
        }
        long seconds = Tree.number(spec, "expirationSeconds");
        checkSeconds(seconds);
        return new Claims(
                namespace,
                new Reference(name, uid),
                bound(namespace, name, Tree.get(spec, "boundObjectRef")),
                texts(spec.get("audiences")),
                now,
                now.plusSeconds(seconds));
    }

    private static void mustMatch(ObjectNode metadata, String field, String wanted, String name, String detail) {
        String own = Tree.text(metadata, field);
        if (!own.isEmpty() && !own.equals(wanted)) {
            FieldErrors errors = new FieldErrors();
            errors.invalid(Path.of("metadata", field), own, detail);
            throw ApiException.invalid(KIND.group(), KIND.kind(), name, errors);
        }
    }

    private static void checkSeconds(long seconds) {
        FieldErrors errors = new FieldErrors();
        Path path = Path.of("spec", "expirationSeconds");
        if (seconds < MIN_SECONDS) {
            errors.invalid(path, seconds, "may not specify a duration less than 10 minutes");
        } else if (seconds > MAX_SECONDS) {
            errors.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds");
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(KIND.group(), KIND.kind(), "", errors);
        }
    }

    private Map<String, Reference> bound(String namespace, String account, JsonNode reference) {
        Map<String, Reference> bound = new LinkedHashMap<>();
        if (!reference.isObject()) {
            return bound;
        }
        String apiVersion = Tree.text(reference, "apiVersion");
        String kind = Tree.text(reference, "kind");
        String name = Tree.text(reference, "name");
        if (apiVersion.contains("/") || !List.of("Pod", "Secret", "Node").contains(kind)) {
            throw ApiException.badRequest("cannot bind token to object of type " + apiVersion + ", Kind=" + kind);
        }
        String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
        StoredObject object = find(plural, kind.equals("Node") ? "" : namespace, name);
        if (kind.equals("Pod")) {
            JsonNode spec = Tree.spec(object.read());
            if (!Tree.text(spec, "serviceAccountName").equals(account)) {
                throw ApiException.badRequest("cannot bind token for serviceaccount \"" + account
                        + "\" to pod running with different serviceaccount name.");
            }
            String node = Tree.text(spec, "nodeName");
            if (!node.isEmpty()) {
                bound.put("node", node(node));
            }
        }
        String wanted = Tree.text(reference, "uid");
        if (!wanted.isEmpty() && !wanted.equals(uid(object))) {
            throw ApiException.conflict(
                    new GroupResource("", kind),
                    name,
                    "the UID in the bound object reference (" + wanted
                            + ") does not match the UID in record. The object might have been deleted and then"
                            + " recreated");
        }
        bound.put(kind.toLowerCase(java.util.Locale.ROOT), new Reference(name, uid(object)));
        return bound;
    }

    private Reference node(String name) {
        GroupResource nodes = new GroupResource("", "nodes");
        String uid = backend.resources()
                .storedAs(nodes)
                .flatMap(resource -> backend.cache().of(resource).get("", name))
                .map(RequestToken::uid)
                .orElse("");
        return new Reference(name, uid);
    }

    private StoredObject find(String plural, String namespace, String name) {
        GroupResource resource = new GroupResource("", plural);
        return backend.resources()
                .storedAs(resource)
                .flatMap(known -> backend.cache().of(known).get(namespace, name))
                .orElseThrow(() -> ApiException.notFound(resource, name));
    }

    private static String uid(StoredObject object) {
        return Tree.text(Tree.metadata(object.read()), "uid");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list instanceof ArrayNode array) {
            array.forEach(text -> texts.add(text.asText()));
        }
        return texts;
    }
}
