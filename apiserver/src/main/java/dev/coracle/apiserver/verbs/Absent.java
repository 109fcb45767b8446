package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;

/**
 * What connects a client with a pod, a service or a node and is not served: refused by its name, once it is clear that
 * upstream would not refuse it for another reason. The code is one that clients do not try again.
 */
final class Absent implements Verb {
    private final StoreCache cache;

    Absent(StoreCache cache) {
        this.cache = cache;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        String name = exchange.info().name();
        String subresource = exchange.info().subresource();
        ObjectNode object = cache.of(target.resource())
                .get(Scopes.namespace(exchange, target), name)
                .map(StoredObject::read)
                .orElseThrow(() -> ApiException.notFound(target.groupResource(), name));
        boolean ofPod = target.resource().storage().resource().equals("pods");
        if (ofPod && (subresource.equals("exec") || subresource.equals("attach"))) {
            PodLog.container(object, name, exchange.query().get("container"));
        }
        if (ofPod
                && !subresource.equals("proxy")
                && Tree.text(Tree.spec(object), "nodeName").isEmpty()) {
            throw ApiException.badRequest("pod " + name + " does not have a host assigned");
        }
        throw ApiException.unsupported(
                exchange.info().resource() + "/" + subresource + " is not supported by this server yet");
    }
}
