package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.RetainedSnapshots;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.tokens.ServiceAccountTokens;
import dev.coracle.machinery.decode.ObjectDecoder;
import dev.coracle.machinery.protobuf.ProtobufDocuments;
import io.vertx.core.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the verbs of one server and the dispatcher over them. */
public final class Verbs {
    private final ObjectRegistry registry;
    private final int maxWatches;
    private final AtomicInteger openWatches = new AtomicInteger();

    /**
     * The verbs over a registry.
     *
     * @param maxWatches further watches are answered 429
     */
    public Verbs(ObjectRegistry registry, int maxWatches) {
        this.registry = registry;
        this.maxWatches = maxWatches;
    }

    /** How many watches are open. */
    public int openWatches() {
        return openWatches.get();
    }

    /**
     * The verbs behind one door.
     *
     * @param decoder reads bodies
     * @param protobuf writes answers
     * @param tokens of service accounts
     * @param kubelets asks nodes for logs
     */
    public Dispatcher dispatcher(
            ObjectDecoder decoder, ProtobufDocuments protobuf, ServiceAccountTokens tokens, HttpClient kubelets) {
        ServerState backend = registry.backend();
        Bodies bodies = new Bodies(decoder);
        Answers answers = new Answers(backend.clock(), protobuf);
        ListAnswers lists = new ListAnswers(answers, backend.clock());
        Freshness freshness = new Freshness(backend.cache(), backend.clock());
        RetainedSnapshots retained = RetainedSnapshots.of(backend.cache(), backend.clock());
        Get get = new Get(backend.cache(), answers, freshness);
        Update update = new Update(registry, bodies, answers);
        Patch patch = new Patch(registry, bodies, answers);
        Scale scale = new Scale(registry, bodies, answers);
        BindPod bind = new BindPod(registry, bodies, answers);
        ListObjects listObjects = new ListObjects(backend.cache(), lists, freshness, retained);
        Map<String, Verb> verbs = Map.of(
                "get",
                get,
                "list",
                listObjects,
                "watch",
                new WatchObjects(backend, answers, freshness, openWatches, maxWatches),
                "create",
                new Create(registry, bodies, answers),
                "update",
                update,
                "patch",
                patch,
                "delete",
                new Delete(registry, bodies, answers),
                "deletecollection",
                new DeleteCollection(registry, bodies, listObjects, lists));
        Map<String, Verb> whole = Map.of("get", get, "update", update, "patch", patch);
        Map<String, Map<String, Verb>> special = new HashMap<>();
        special.put("*/status", whole);
        special.put("*/scale", Map.of("get", scale::get, "update", scale::update, "patch", scale::patch));
        special.put("pods/binding", Map.of("create", bind));
        special.put("bindings", Map.of("create", bind));
        special.put("pods/log", Map.of("get", new PodLog(backend, kubelets)));
        special.put("pods/eviction", Map.of("create", new EvictPod(registry, bodies, answers)));
        special.put("pods/ephemeralcontainers", whole);
        special.put("pods/resize", whole);
        special.put("certificatesigningrequests/approval", whole);
        special.put("namespaces/finalize", Map.of("update", new FinalizeNamespace(registry, bodies, answers)));
        special.put("serviceaccounts/token", Map.of("create", new RequestToken(registry, bodies, answers, tokens)));
        special.putAll(new Reviews(bodies, answers, backend.clock()).verbs(tokens));
        return new Dispatcher(
                backend.resources(), verbs, Map.copyOf(special), protobuf.writer(), new Absent(backend.cache()));
    }
}
