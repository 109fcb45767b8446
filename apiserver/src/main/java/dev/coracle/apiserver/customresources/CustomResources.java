package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.customresources.conversion.ConversionWebhook;
import dev.coracle.apiserver.registry.Backend;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.resource.GroupResource;
import dev.coracle.apiserver.resource.GroupVersionResource;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.schema.Schema;
import dev.coracle.apiserver.webhook.WebhookClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is served in step with the CustomResourceDefinitions. Whoever reads a definition as Established finds its
 * resources served: they are before the write that established it is acknowledged. Guarded by its monitor.
 */
public final class CustomResources implements AutoCloseable {
    static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    private static final Logger LOG = LoggerFactory.getLogger(CustomResources.class);

    private final Backend backend;
    private final Schema metadata;
    private final WebhookClient webhooks;
    private final DefinitionLoop loop;
    private Map<String, Ready> ready = Map.of();

    /** What was made of a definition, and of which version of it. */
    private record Ready(long resourceVersion, Optional<Definition> definition) {}

    /** @param webhooks asks those that convert */
    public CustomResources(ObjectRegistry registry, SchemaCatalogue schemas, WebhookClient webhooks) {
        this.backend = registry.backend();
        this.webhooks = webhooks;
        this.metadata = schemas.definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        this.loop = new DefinitionLoop(registry, this::find);
    }

    /** Serves what the store holds definitions of, and follows them from there. */
    public void start() {
        Optional<Resource> definitions = backend.resources().storedAs(DEFINITIONS);
        if (definitions.isEmpty()) {
            return;
        }
        ResourceCache cache = backend.cache().of(definitions.get());
        cache.listen(() -> refresh(cache));
        refresh(cache);
    }

    private void refresh(ResourceCache cache) {
        List<String> changed = new ArrayList<>();
        synchronized (this) {
            Map<String, Ready> next = new LinkedHashMap<>();
            for (StoredObject crd : cache.snapshot().list("", "")) {
                Ready before = ready.get(crd.name());
                if (before != null && before.resourceVersion() == crd.resourceVersion()) {
                    next.put(crd.name(), before);
                } else {
                    changed.add(crd.name());
                    next.put(crd.name(), make(crd, before));
                }
            }
            for (String name : ready.keySet()) {
                if (!next.containsKey(name)) {
                    changed.add(name);
                }
            }
            if (!changed.isEmpty()) {
                serve(ready, next);
                ready = next;
            }
        }
        changed.forEach(loop::enqueue);
    }

    private Ready make(StoredObject crd, @Nullable Ready before) {
        if (!Definition.isServable(crd.read())) {
            return new Ready(crd.resourceVersion(), Optional.empty());
        }
        if (before != null
                && before.definition().isPresent()
                && before.definition().get().fits(crd.read())) {
            return new Ready(crd.resourceVersion(), before.definition());
        }
        try {
            return new Ready(crd.resourceVersion(), Optional.of(Definition.of(crd.read(), metadata, this::webhook)));
        } catch (RuntimeException e) {
            LOG.error("customresourcedefinition {} cannot be served", crd.name(), e);
            return new Ready(crd.resourceVersion(), Optional.empty());
        }
    }

    private ConversionWebhook webhook(ObjectNode crd) {
        return ConversionWebhook.of(crd, webhooks, backend.identities()::uid);
    }

    @SuppressWarnings("ReferenceEquality") // a definition that did not change keeps its resource
    private void serve(Map<String, Ready> before, Map<String, Ready> after) {
        Map<GroupVersionResource, Resource> old = cached(before);
        Map<GroupVersionResource, Resource> now = cached(after);
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
        if (added.isEmpty() && removed.isEmpty() && served(before).equals(served(after))) {
            return;
        }
        backend.cache().add(added);
        backend.resources().serve(served(after));
        backend.cache().remove(removed);
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

    private synchronized Optional<Definition> find(String name) {
        Ready found = ready.get(name);
        return found == null ? Optional.empty() : found.definition();
    }

    /** Stops settling definitions; what is served stays served. */
    @Override
    public void close() {
        loop.close();
    }
}
