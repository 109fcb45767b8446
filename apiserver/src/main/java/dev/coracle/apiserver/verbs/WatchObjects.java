package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.cache.Scope;
import dev.coracle.apiserver.cache.Snapshot;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.machinery.errors.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;

/** Follows a collection, as lines of JSON or over a WebSocket. */
final class WatchObjects implements Verb {
    /** As upstream's min-request-timeout: a watch without a wish lasts between this and twice as long. */
    private static final int MIN_SECONDS = 1800;

    private static final int RETRY_SECONDS = 1;

    private final ServerState backend;
    private final Answers answers;
    private final Freshness freshness;
    private final AtomicInteger open;
    private final int maxWatches;

    WatchObjects(ServerState backend, Answers answers, Freshness freshness, AtomicInteger open, int maxWatches) {
        this.backend = backend;
        this.answers = answers;
        this.freshness = freshness;
        this.open = open;
        this.maxWatches = maxWatches;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        ListOptions options = ListOptions.parse(exchange.query(), true);
        Representation wish = exchange.negotiation().streamRepresentation();
        Selection selection =
                Selection.parse(exchange.query(), target, exchange.info().name());
        String version = options.resourceVersion();
        long revision = version.isEmpty() ? 0 : ResourceVersions.parse(version);
        boolean startsEmpty = revision != 0 && !options.sendInitialEvents().orElse(false);
        if (startsEmpty) {
            begin(exchange, target, options, selection, wish, revision);
        } else if (version.isEmpty()) {
            freshness.awaitCurrent(exchange, () -> begin(exchange, target, options, selection, wish, 0));
        } else {
            freshness.await(exchange, revision, () -> begin(exchange, target, options, selection, wish, 0));
        }
    }

    /** @param after the revision to go on from; 0 to begin with the newest state */
    private void begin(
            Exchange exchange,
            ServedResource target,
            ListOptions options,
            Selection selection,
            Representation wish,
            long after) {
        ResourceCache cache = backend.cache().of(target.resource());
        Snapshot snapshot = cache.snapshot();
        boolean sendsState = after == 0 && options.sendInitialEvents().orElse(true);
        Iterable<StoredObject> state = sendsState ? snapshot.list(Scopes.namespace(exchange, target), "") : List.of();
        Preparation.then(exchange, target, state, () -> {
            WatchPlan plan = new WatchPlan(
                    StreamSupport.stream(state.spliterator(), false)
                            .filter(selection::selects)
                            .iterator(),
                    options.sendInitialEvents().orElse(false) && options.bookmarks(),
                    after == 0 ? snapshot.revision() : after,
                    backend.store().compactedRevision() + 1,
                    options.bookmarks(),
                    timeout(options));
            open(exchange, target, plan, selection, wish);
        });
    }

    private void open(
            Exchange exchange, ServedResource target, WatchPlan plan, Selection selection, Representation wish) {
        if (open.incrementAndGet() > maxWatches) {
            open.decrementAndGet();
            throw ApiException.tooManyRequests(
                    "too many watches are open; the server serves " + maxWatches + " at a time", RETRY_SECONDS);
        }
        ResourceCache cache = backend.cache().of(target.resource());
        EventEncoder events =
                new EventEncoder(target, wish, answers, answers.printer(exchange, target, wish), backend.clock());
        Scope scope = new Scope(Scopes.namespace(exchange, target), selection.filter());
        boolean socketAsked = WebSocketHandshake.isAsked(exchange);
        int refusal = socketAsked ? WebSocketHandshake.refusal(exchange) : 0;
        if (!exchange.answering(refusal == 0 ? 200 : refusal)) {
            open.decrementAndGet();
        } else if (refusal != 0) {
            open.decrementAndGet();
            exchange.bareHead(refusal).end();
        } else if (socketAsked) {
            exchange.request()
                    .toWebSocket()
                    .onSuccess(socket -> start(
                            exchange,
                            plan,
                            new WebSocketSink(socket, wish.encoding() == Encoding.PROTOBUF),
                            events,
                            cache,
                            scope))
                    .onFailure(refused -> open.decrementAndGet());
        } else {
            start(exchange, plan, new ChunkedSink(exchange, wish.encoding()), events, cache, scope);
        }
    }

    private void start(
            Exchange exchange, WatchPlan plan, WatchSink sink, EventEncoder events, ResourceCache cache, Scope scope) {
        new WatchStream(plan, sink, events, exchange.executor(), open::decrementAndGet)
                .start(backend.clock(), wakeUp -> cache.watch(plan.after(), scope, exchange.executor(), wakeUp));
    }

    private Duration timeout(ListOptions options) {
        RandomGenerator random = backend.identities().random();
        return options.timeoutSeconds().isPresent() && options.timeoutSeconds().getAsLong() > 0
                ? Duration.ofSeconds(options.timeoutSeconds().getAsLong())
                : Duration.ofMillis((long) (MIN_SECONDS * 1000L * (1 + random.nextDouble())));
    }
}
