package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.customresources.conversion.ConversionWebhook;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.WriteThreads;
import dev.coracle.apiserver.webhook.WebhookClient;
import dev.coracle.machinery.schema.GroupVersionResource;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is served of definitions. Guarded by its monitor, which may be held for as long as it takes to parse a definition:
 * neither event loops nor the store's writer thread ever take it.
 */
final class ServedDefinitions {
    private static final Logger log = LoggerFactory.getLogger(ServedDefinitions.class);

    private final ServerState backend;
    private final Schema metadata;
    private final WebhookClient webhooks;
    private final Executor pool = WriteThreads.pool();
    private Map<String, Ready> ready = Map.of();

    /** What was made of a definition, and of which version of it. */
    private record Ready(long resourceVersion, Optional<Definition> definition) {}

    /**
     * Nothing served yet.
     *
     * @param metadata the schema of ObjectMeta
     * @param webhooks asks those that convert
     */
    ServedDefinitions(ServerState backend, Schema metadata, WebhookClient webhooks) {
        this.backend = backend;
        this.metadata = metadata;
        this.webhooks = webhooks;
    }

    private ConversionWebhook webhook(ObjectNode crd) {
        return ConversionWebhook.of(crd, webhooks, backend.identities()::uid);
    }

    /** Serves what the definitions say now; returns the names of those that changed. */
    synchronized List<String> refresh(ResourceCache definitions) {
        List<String> changed = new ArrayList<>();
        Map<String, Ready> next = new LinkedHashMap<>();
        for (StoredObject crd : definitions.snapshot().list("", "")) {
            Ready before = ready.get(crd.name());
            if (before != null && before.resourceVersion() == crd.resourceVersion()) {
                next.put(crd.name(), before);
            } else {
                changed.add(crd.name());
                next.put(crd.name(), make(crd.name(), crd.resourceVersion(), crd.read(), before));
            }
        }
        for (String name : ready.keySet()) {
            if (!next.containsKey(name)) {
                changed.add(name);
            }
        }
        if (!changed.isEmpty()) {
            become(next);
        }
        return changed;
    }

    /**
     * Serves a definition as a write is about to make it. It stays served for as long as the store holds what the write
     * began from; whatever comes then, that write or another one, is looked at anew, and one that says the same keeps the
     * resources, so that watches begun meanwhile live on.
     *
     * @param base what the write began from
     */
    synchronized void serveAhead(StoredObject base, ObjectNode crd) {
        Ready before = ready.get(base.name());
        if (before == null || before.resourceVersion() <= base.resourceVersion()) {
            put(base.name(), make(base.name(), base.resourceVersion(), crd, before));
        }
    }

    /** Serves a definition no more, ahead of the write that removes it. */
    synchronized void withdraw(StoredObject base) {
        put(base.name(), new Ready(base.resourceVersion(), Optional.empty()));
    }

    private void put(String name, Ready made) {
        Map<String, Ready> next = new LinkedHashMap<>(ready);
        next.put(name, made);
        become(next);
    }

    private Ready make(String name, long resourceVersion, ObjectNode crd, @Nullable Ready before) {
        if (!Definition.isServable(crd)) {
            return new Ready(resourceVersion, Optional.empty());
        }
        if (before != null
                && before.definition().isPresent()
                && before.definition().get().fits(crd)) {
            before.definition().get().follow(crd);
            return new Ready(resourceVersion, before.definition());
        }
        try {
            return new Ready(resourceVersion, Optional.of(Definition.of(crd, metadata, this::webhook, pool)));
        } catch (RuntimeException e) {
            log.error("customresourcedefinition {} cannot be served", name, e);
            return new Ready(resourceVersion, Optional.empty());
        }
    }

    @SuppressWarnings("ReferenceEquality") // a definition that did not change keeps its resource
    private void become(Map<String, Ready> next) {
        Map<GroupVersionResource, Resource> old = cached(ready);
        Map<GroupVersionResource, Resource> now = cached(next);
        List<Resource> added = new ArrayList<>();
        List<Resource> removed = new ArrayList<>();
        now.forEach((id, resource) -> {
            if (old.get(id) != resource) {
                added.add(resource);
            }
        });
        old.forEach((id, resource) -> {
            if (!now.containsKey(id)) {
                removed.add(resource);
            }
        });
        boolean same = added.isEmpty() && removed.isEmpty() && served(ready).equals(served(next));
        ready = next;
        if (!same) {
            backend.cache().add(added);
            backend.resources().serve(served(next));
            backend.cache().remove(removed);
        }
    }

    private static Map<GroupVersionResource, Resource> cached(Map<String, Ready> definitions) {
        Map<GroupVersionResource, Resource> resources = new HashMap<>();
        for (Ready each : definitions.values()) {
            each.definition().ifPresent(definition -> definition.resources().forEach(r -> resources.put(r.id(), r)));
        }
        return resources;
    }

    private static List<Resource> served(Map<String, Ready> definitions) {
        List<Resource> resources = new ArrayList<>();
        definitions.values().forEach(each -> each.definition().ifPresent(d -> resources.addAll(d.served())));
        return resources;
    }

    synchronized Optional<Definition> find(String name) {
        Ready found = ready.get(name);
        return found == null ? Optional.empty() : found.definition();
    }
}
