package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An APIService for each group and version that definitions serve, as upstream's crd-registration controller (v1.36)
 * keeps them. Blocks for its writes: confined to the thread of {@link DefinitionLoop}.
 */
final class GroupVersionServices {
    private static final GroupResource SERVICES = new GroupResource("apiregistration.k8s.io", "apiservices");
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final int GROUP_PRIORITY = 1000;
    private static final int VERSION_PRIORITY = 100;
    private static final Logger log = LoggerFactory.getLogger(GroupVersionServices.class);

    private final LoopbackClient client;

    GroupVersionServices(LoopbackClient client) {
        this.client = client;
    }

    /** Makes those that are missing and deletes those that nothing serves any more. */
    void reconcile(Resource definitions) {
        ServerState backend = client.backend();
        Optional<Resource> services = backend.resources().storedAs(SERVICES);
        if (services.isEmpty()) {
            return;
        }
        Map<String, ObjectNode> wanted = new LinkedHashMap<>();
        for (StoredObject crd : backend.cache().of(definitions).snapshot().list("", "")) {
            JsonNode spec = Tree.spec(crd.read());
            for (JsonNode version : Tree.get(spec, "versions")) {
                if (Tree.flag(version, "served")) {
                    ObjectNode service = service(Tree.text(spec, "group"), Tree.text(version, "name"));
                    wanted.put(Tree.name(service), service);
                }
            }
        }
        Set<String> there = new HashSet<>();
        for (StoredObject service :
                backend.cache().of(services.get()).snapshot().list("", "")) {
            JsonNode labels = Tree.get(Tree.metadata(service.read()), "labels");
            if (Tree.text(labels, MANAGED).equals("true") && !wanted.containsKey(service.name())) {
                write(client.delete(services.get(), "", service.name()), service.name());
            }
            there.add(service.name());
        }
        wanted.forEach((name, service) -> {
            if (!there.contains(name)) {
                write(client.create(services.get(), service), name);
            }
        });
    }

    private static ObjectNode service(String group, String version) {
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.put("kind", "APIService").put("apiVersion", "apiregistration.k8s.io/v1");
        ObjectNode metadata = service.putObject("metadata").put("name", version + "." + group);
        metadata.putObject("labels").put(MANAGED, "true");
        service.putObject("spec")
                .put("group", group)
                .put("version", version)
                .put("groupPriorityMinimum", GROUP_PRIORITY)
                .put("versionPriority", VERSION_PRIORITY);
        return service;
    }

    /** Somebody else may have made or deleted it meanwhile, which is as good. */
    private static void write(CompletableFuture<?> write, String name) {
        try {
            write.join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof ApiException refusal)) {
                throw e;
            }
            log.debug("apiservice {}: {}", name, refusal.getMessage());
        }
    }
}
