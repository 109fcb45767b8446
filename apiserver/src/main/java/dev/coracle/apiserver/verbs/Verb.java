package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ServedResource;

/** Serves one verb of any resource. What it throws is the answer. */
interface Verb {
    void handle(Exchange exchange, ServedResource target);
}
