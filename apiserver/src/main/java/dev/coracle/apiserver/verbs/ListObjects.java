package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.RetainedSnapshots;
import dev.coracle.apiserver.cache.Snapshot;
import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Representation;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.storage.CompactedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A collection, or a page of one: a walk over one snapshot. Without selectors no object is parsed. */
final class ListObjects implements Verb {
    private static final String TOKEN_EXPIRED =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                    + "without the continue parameter, or use the continue token in this response to retrieve the "
                    + "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                    + "objects that were created, modified, or deleted between the time the first chunk was returned "
                    + "and now may show up in the list.";
    private static final String VERSION_EXPIRED = "The resourceVersion for the provided list is too old.";

    private final StoreCache cache;
    private final ListAnswers answers;
    private final Freshness freshness;
    private final RetainedSnapshots retained;

    ListObjects(StoreCache cache, ListAnswers answers, Freshness freshness, RetainedSnapshots retained) {
        this.cache = cache;
        this.answers = answers;
        this.freshness = freshness;
        this.retained = retained;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        ListOptions options = ListOptions.parse(exchange.query(), false);
        Representation wish = exchange.representation();
        find(exchange, target, options, page -> answers.list(exchange, target, page, wish));
    }

    /** Hands on what a query asks for, now or once the cache knows it. */
    void find(Exchange exchange, ServedResource target, ListOptions options, Consumer<Page> then) {
        Selection selection =
                Selection.parse(exchange.query(), target, exchange.info().name());
        if (!options.continueToken().isEmpty()) {
            proceed(exchange, target, options, selection, then);
            return;
        }
        String version = options.resourceVersion();
        if (version.equals("0")) {
            answer(exchange, target, new Walk(newest(target), ""), options, selection, then);
            return;
        }
        if (version.isEmpty()) {
            freshness.awaitCurrent(exchange, () -> {
                answer(exchange, target, new Walk(newest(target), ""), options, selection, then);
            });
            return;
        }
        long revision = ResourceVersions.parseForList(version);
        freshness.await(exchange, revision, () -> {
            if (options.isExact()) {
                ApiException expired = ApiException.expired(VERSION_EXPIRED);
                exactly(exchange, target, revision, expired, snapshot -> {
                    answer(exchange, target, new Walk(snapshot, ""), options, selection, then);
                });
            } else {
                answer(exchange, target, new Walk(newest(target), ""), options, selection, then);
            }
        });
    }

    /** Which state is walked, and behind which key the walk begins. */
    private record Walk(Snapshot snapshot, String after) {}

    private Snapshot newest(ServedResource target) {
        return cache.of(target.resource()).snapshot();
    }

    private void proceed(
            Exchange exchange, ServedResource target, ListOptions options, Selection selection, Consumer<Page> then) {
        ContinueToken token = ContinueToken.decode(options.continueToken());
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
            throw ApiException.badRequest("specifying resource version is not allowed when using continue");
        }
        if (token.revision() < 0) {
            freshness.awaitCurrent(exchange, () -> {
                answer(exchange, target, new Walk(newest(target), token.after()), options, selection, then);
            });
            return;
        }
        freshness.await(exchange, token.revision(), () -> {
            ApiException expired =
                    ApiException.expired(TOKEN_EXPIRED).withContinue(new ContinueToken(-1, token.after()).encode());
            exactly(exchange, target, token.revision(), expired, snapshot -> {
                answer(exchange, target, new Walk(snapshot, token.after()), options, selection, then);
            });
        });
    }

    /** Goes on with the state at a revision: the newest, one that a list in progress still holds, or one out of the log. */
    private void exactly(
            Exchange exchange, ServedResource target, long revision, ApiException expired, Consumer<Snapshot> then) {
        Snapshot newest = newest(target);
        Optional<Snapshot> known = newest.revision() == revision
                ? Optional.of(newest)
                : retained.find(cache.of(target.resource()), revision);
        if (known.isPresent()) {
            then.accept(known.get());
            return;
        }
        CompletableFuture<Snapshot> read = cache.of(target.resource()).snapshotAt(revision);
        CompletableFuture<Void> unused = read.handleAsync(
                (snapshot, failure) -> {
                    if (failure == null) {
                        exchange.guard(() -> then.accept(snapshot));
                    } else {
                        exchange.fail(isCompacted(failure) ? expired : failure);
                    }
                    return null;
                },
                exchange.executor());
    }

    private static boolean isCompacted(Throwable failure) {
        return failure instanceof CompactedException || failure.getCause() instanceof CompactedException;
    }

    private void answer(
            Exchange exchange,
            ServedResource target,
            Walk walk,
            ListOptions options,
            Selection selection,
            Consumer<Page> then) {
        String namespace = Scopes.namespace(exchange, target);
        Preparation.then(
                exchange,
                target,
                selection.candidates(walk.snapshot().list(namespace, walk.after()), options.limit()),
                () -> then.accept(page(target, namespace, walk, options.limit(), selection)));
    }

    private Page page(ServedResource target, String namespace, Walk walk, long limit, Selection selection) {
        Snapshot snapshot = walk.snapshot();
        Iterator<StoredObject> all = snapshot.list(namespace, walk.after()).iterator();
        List<StoredObject> page = new ArrayList<>();
        String last = "";
        while (all.hasNext() && (limit <= 0 || page.size() < limit)) {
            StoredObject next = all.next();
            last = next.key();
            if (selection.selects(next)) {
                page.add(next);
            }
        }
        if (!all.hasNext()) {
            return new Page(page, snapshot.revision(), Optional.empty(), OptionalLong.empty());
        }
        retained.retain(cache.of(target.resource()), snapshot);
        OptionalLong remaining = OptionalLong.empty();
        if (selection.selectsEverything()) {
            long count = 0;
            for (; all.hasNext(); all.next()) {
                count++;
            }
            remaining = OptionalLong.of(count);
        }
        return new Page(
                page,
                snapshot.revision(),
                Optional.of(new ContinueToken(snapshot.revision(), last).encode()),
                remaining);
    }
}
