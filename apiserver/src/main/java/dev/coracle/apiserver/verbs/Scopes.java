package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.Served;

/** Where a request reaches. */
final class Scopes {
    private Scopes() {}

    /** The request's namespace; empty for cluster-scoped types, a namespace itself among them. */
    static String namespace(Exchange exchange, Served target) {
        return target.resource().namespaced() ? exchange.info().namespace() : "";
    }
}
