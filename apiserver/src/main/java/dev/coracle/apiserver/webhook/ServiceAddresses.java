package dev.coracle.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.webhook.ClientConfig.ServiceReference;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import io.vertx.core.net.SocketAddress;

/** Where a Service answers: at its cluster IP, or where its external name leads. Upstream's cluster IP resolver. */
public final class ServiceAddresses {
    private static final GroupResource SERVICES = new GroupResource("", "services");

    private final ServerState backend;

    public ServiceAddresses(ServerState backend) {
        this.backend = backend;
    }

    /** @throws WebhookException if there is no such Service or port */
    SocketAddress resolve(ServiceReference reference) {
        ObjectNode service = backend.resources()
                .storedAs(SERVICES)
                .flatMap(services -> backend.cache().of(services).get(reference.namespace(), reference.name()))
                .map(StoredObject::read)
                .orElseThrow(() -> new WebhookException("service \"" + reference.name() + "\" not found"));
        JsonNode spec = Tree.spec(service);
        if (Tree.text(spec, "type").equals("ExternalName")) {
            return SocketAddress.inetSocketAddress(reference.port(), Tree.text(spec, "externalName"));
        }
        String address = Tree.text(spec, "clusterIP");
        if (address.isEmpty() || address.equals("None")) {
            throw new WebhookException("cannot route to service with ClusterIP \"" + address + "\"");
        }
        for (JsonNode port : Tree.get(spec, "ports")) {
            if (Tree.integer(port, "port") == reference.port()) {
                return SocketAddress.inetSocketAddress(reference.port(), address);
            }
        }
        throw new WebhookException(
                "no service port " + reference.port() + " found for service \"" + reference.name() + "\"");
    }
}
