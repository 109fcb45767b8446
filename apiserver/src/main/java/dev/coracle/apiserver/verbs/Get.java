package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.machinery.errors.ApiException;

/** One object, out of a snapshot that is as new as the client asks for. */
final class Get implements Verb {
    private final StoreCache cache;
    private final Answers answers;
    private final Freshness freshness;

    Get(StoreCache cache, Answers answers, Freshness freshness) {
        this.cache = cache;
        this.answers = answers;
        this.freshness = freshness;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        exchange.representation();
        String version = exchange.query().get("resourceVersion");
        if (version.isEmpty()) {
            freshness.awaitCurrent(exchange, () -> answer(exchange, target));
        } else if (version.equals("0")) {
            answer(exchange, target);
        } else {
            freshness.await(exchange, ResourceVersions.parse(version), () -> answer(exchange, target));
        }
    }

    private void answer(Exchange exchange, ServedResource target) {
        String name = exchange.info().name();
        StoredObject object = cache.of(target.resource())
                .get(Scopes.namespace(exchange, target), name)
                .orElseThrow(() -> ApiException.notFound(target.groupResource(), name));
        if (object.isReady()) {
            answers.object(exchange, target, 200, object);
        } else {
            exchange.whenDone(object.prepare(), ready -> answers.object(exchange, target, 200, object));
        }
    }
}
