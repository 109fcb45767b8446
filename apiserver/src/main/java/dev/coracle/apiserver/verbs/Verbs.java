package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.Backend;
import dev.coracle.apiserver.registry.ObjectRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Makes the verbs of one server and the dispatcher over them. */
public final class Verbs {
    private final ObjectRegistry registry;
    private final int maxWatches;
    private final AtomicInteger openWatches = new AtomicInteger();

    /** @param maxWatches further watches are answered 429 */
    public Verbs(ObjectRegistry registry, int maxWatches) {
        this.registry = registry;
        this.maxWatches = maxWatches;
    }

    /** How many watches are open. */
    public int openWatches() {
        return openWatches.get();
    }

    /** @param others serves the paths that name no resource */
    public Dispatcher dispatcher(Consumer<Exchange> others) {
        Backend backend = registry.backend();
        Decoding decoding = new UntypedDecoding();
        Answers answers = new Answers(backend.clock());
        ListAnswers lists = new ListAnswers(answers, backend.clock());
        Freshness freshness = new Freshness(backend.cache(), backend.clock());
        RetainedSnapshots retained = new RetainedSnapshots(backend.clock());
        Get get = new Get(backend.cache(), answers, freshness);
        Update update = new Update(registry, decoding, answers);
        Patch patch = new Patch(registry, decoding, answers);
        Map<String, Verb> verbs = Map.of(
                "get", get,
                "list", new ListObjects(backend.cache(), lists, freshness, retained),
                "watch", new WatchObjects(backend, answers, freshness, openWatches, maxWatches),
                "create", new Create(registry, decoding, answers),
                "update", update,
                "patch", patch,
                "delete", new Delete(registry, decoding, answers),
                "deletecollection", new DeleteCollection(registry, decoding, lists));
        Map<String, Map<String, Verb>> subresources =
                Map.of("status", Map.of("get", get, "update", update, "patch", patch));
        return new Dispatcher(backend.resources(), verbs, subresources, others);
    }
}
