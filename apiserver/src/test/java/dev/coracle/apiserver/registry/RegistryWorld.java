package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionChain;
import dev.coracle.apiserver.cache.CacheOptions;
import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.kinds.Strategies;
import dev.coracle.apiserver.kinds.plugins.AdmissionPlugins;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.ClusterSettings;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.threads.Threads;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/** A registry of the built-in kinds over a store in memory, without a server; it has the namespace {@code default}. */
final class RegistryWorld implements AutoCloseable {
    static final UserInfo ALICE = new UserInfo("alice", List.of("system:authenticated"));
    private static final List<Resource> RESOURCES = ResourceTable.load(SchemaCatalogue.load(), Strategies::of);

    final ExecutorService steps = Threads.single("test-steps", 1000);
    final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    final ObjectRegistry registry;
    private final Clock clock = Clock.system();
    private final Store store = Stores.inMemory(StoreOptions.defaults(clock));

    RegistryWorld(RandomGenerator random) {
        this(random, AdmissionPlugins.inOrder());
    }

    RegistryWorld(RandomGenerator random, AdmissionChain admission) {
        StoreCache cache = new StoreCache(
                store, RESOURCES, CacheOptions.forHeap(Runtime.getRuntime().maxMemory()));
        ClaimIndex claims = new ClaimIndex(store);
        claims.start();
        cache.start();
        registry = new ObjectRegistry(new ServerState(
                new ResourceRegistry(RESOURCES),
                store,
                cache,
                claims,
                clock,
                new Identities(random),
                new ClusterSettings("127.96.0.0/16", 30_000, 32_767),
                admission));
        create("namespaces", "", object("Namespace", "default"));
    }

    static ObjectNode object(String kind, String name) {
        ObjectNode object = Tree.newObject().put("kind", kind).put("apiVersion", "v1");
        object.putObject("metadata").put("name", name);
        return object;
    }

    Caller caller() {
        return new Caller(new RequestScope(RequestInfo.NONE, ALICE, "id-1", "id-1", Instant.MAX), steps, warnings::add);
    }

    Resource resource(String plural) {
        return registry.backend()
                .resources()
                .storedAs(new GroupResource("", plural))
                .orElseThrow();
    }

    WriteRequest to(String plural, String namespace) {
        return WriteRequest.to(ServedResource.stored(resource(plural)), namespace, caller());
    }

    WriteResult create(String plural, String namespace, ObjectNode object) {
        return await(registry.create(to(plural, namespace), object));
    }

    WriteResult update(String plural, String name, WritePipeline pipeline, UpdateFunction change) {
        return await(registry.update(to(plural, "default"), name, pipeline, change));
    }

    WriteResult delete(String plural, String name, DeleteOptions options) {
        return await(registry.delete(to(plural, "default"), name, options));
    }

    Optional<StoredObject> find(String plural, String name) {
        return registry.backend().cache().of(resource(plural)).get("default", name);
    }

    ObjectNode read(String plural, String name) {
        return find(plural, name).orElseThrow().read();
    }

    static <T> T await(CompletableFuture<T> write) {
        try {
            return write.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        steps.shutdownNow();
        registry.backend().claims().close();
        registry.backend().cache().close();
        store.close();
        clock.close();
    }
}
