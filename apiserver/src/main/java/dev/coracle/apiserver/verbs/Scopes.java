package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.Caller;
import dev.coracle.apiserver.registry.ServedResource;

/** Where a request reaches. */
final class Scopes {
    private Scopes() {}

    /** Whether a subresource is a view of an object's status: an approval is one of its conditions. */
    static boolean isStatus(String subresource) {
        return subresource.equals("status") || subresource.equals("approval");
    }

    /** Who waits for the writes of a request. */
    static Caller caller(Exchange exchange) {
        return new Caller(exchange.scope(), exchange.executor(), exchange::warn);
    }

    /** Has a write that changes an object reckon with its size. */
    static void expectStored(Exchange exchange, ServedResource target, StoreCache cache) {
        cache.of(target.resource())
                .get(namespace(exchange, target), exchange.info().name())
                .ifPresent(stored -> exchange.expect(stored.storedLength()));
    }

    /** The request's namespace; empty for cluster-scoped types, a namespace itself among them. */
    static String namespace(Exchange exchange, ServedResource target) {
        return target.resource().namespaced() ? exchange.info().namespace() : "";
    }
}
