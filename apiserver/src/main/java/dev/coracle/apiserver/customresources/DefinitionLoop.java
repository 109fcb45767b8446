package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.ResourceCache;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.customresources.Conditions.Condition;
import dev.coracle.apiserver.registry.LoopbackClient;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.threads.Threads;
import dev.coracle.apiserver.webhook.CaBundle;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings definitions to rest, as upstream's naming, establishing, approval and finalizing controllers (v1.36) do: accepts
 * names, establishes, and empties what is being deleted. Names wait in a set, so each at most once; one thread of its own
 * takes them and blocks for its writes.
 */
final class DefinitionLoop implements AutoCloseable {
    private static final int DELETED_AT_ONCE = 256;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(DefinitionLoop.class);

    private final LoopbackClient client;
    private final ServedDefinitions served;
    private final Set<String> waiting = new LinkedHashSet<>();
    /** Holds at most one task, which takes whatever waits when it runs. */
    private final ExecutorService executor = Threads.single("coracle-definitions", 1);

    /** By name the definitions that are being emptied. Confined to the thread. */
    private final Map<String, Emptying> emptying = new HashMap<>();

    private final GroupVersionServices services;

    /**
     * One that goes when its instances have gone.
     *
     * @param ignore ends the listening
     */
    private record Emptying(ResourceCache instances, Runnable ignore) {}

    DefinitionLoop(LoopbackClient client, ServedDefinitions served) {
        this.client = client;
        this.served = served;
        this.services = new GroupVersionServices(client);
    }

    /** Looks at a definition soon; from any thread. */
    void enqueue(String name) {
        synchronized (waiting) {
            if (!waiting.add(name) || waiting.size() > 1) {
                return;
            }
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException closed) {
            log.trace("{} stays as it is: the server is closing", name);
        }
    }

    private void drain() {
        List<String> names;
        synchronized (waiting) {
            names = new ArrayList<>(waiting);
            waiting.clear();
        }
        for (String name : names) {
            try {
                settle(name);
            } catch (ApiException | StoreException e) {
                if (client.cache(CustomResources.DEFINITIONS).get("", name).isEmpty()) {
                    // Somebody took our finalizer away; that it is gone brings us back.
                    log.debug("customresourcedefinition {} went meanwhile: {}", name, e.getMessage());
                    continue;
                }
                log.warn("customresourcedefinition {} stays as it is: {}", name, e.getMessage());
                // A webhook may be better in a moment; whatever else it is, the next look is cheap.
                client.backend().clock().schedule(RETRY, Runnable::run, () -> enqueue(name));
            } catch (RuntimeException e) {
                log.error("customresourcedefinition {} stays as it is", name, e);
            }
        }
        try {
            services.reconcile(client.backend()
                    .resources()
                    .storedAs(CustomResources.DEFINITIONS)
                    .orElseThrow());
        } catch (RuntimeException e) {
            log.debug("apiservices of custom resources stay as they are until the next change of a definition", e);
        }
    }

    private void settle(String name) {
        ServerState backend = client.backend();
        Resource crds =
                backend.resources().storedAs(CustomResources.DEFINITIONS).orElseThrow();
        Optional<StoredObject> found = backend.cache().of(crds).get("", name);
        if (found.isEmpty()) {
            listenTo(name, null);
            reconsiderGroup(crds, name);
            return;
        }
        ObjectNode crd = found.get().copy();
        boolean changed = names(crds, crd);
        changed |= approve(crd);
        if (changed) {
            served.serveAhead(found.get(), crd);
            write(crds, name, crd);
            reconsiderGroup(crds, name);
        }
        if (Tree.has(Tree.metadata(crd), "deletionTimestamp") && hasFinalizer(crd)) {
            terminate(crds, name);
        }
    }

    private boolean names(Resource crds, ObjectNode crd) {
        JsonNode before = Tree.status(crd).deepCopy();
        if (!Tree.get(Tree.spec(crd), "names").equals(Tree.get(Tree.status(crd), "acceptedNames"))
                || Conditions.find(crd, Conditions.NAMES_ACCEPTED) == null) {
            List<ObjectNode> all = new ArrayList<>();
            client.backend().cache().of(crds).snapshot().list("", "").forEach(each -> all.add(each.read()));
            Condition accepted = new NamesReview(crd, all).run();
            Conditions.set(crd, accepted, now());
        }
        if (!Conditions.isTrue(crd, Conditions.ESTABLISHED)) {
            Conditions.set(crd, established(crd), now());
        }
        return !before.equals(Tree.status(crd));
    }

    private static Condition established(ObjectNode crd) {
        if (!Conditions.isTrue(crd, Conditions.NAMES_ACCEPTED)) {
            return new Condition(Conditions.ESTABLISHED, false, "NotAccepted", "not all names are accepted");
        }
        JsonNode client = Tree.get(Tree.spec(crd), "conversion", "webhook", "clientConfig");
        return CaBundle.fault(Tree.text(client, "caBundle")).isPresent()
                ? new Condition(
                        Conditions.ESTABLISHED, false, "InvalidCABundle", "The conversion webhook CABundle is invalid")
                : new Condition(
                        Conditions.ESTABLISHED, true, "InitialNamesAccepted", "the initial names have been accepted");
    }

    private boolean approve(ObjectNode crd) {
        Optional<Condition> approval = ApprovalPolicy.condition(crd);
        if (approval.isEmpty() || Conditions.says(crd, approval.get())) {
            return false;
        }
        Conditions.set(crd, approval.get(), now());
        return true;
    }

    /** A name may have come free. */
    private void reconsiderGroup(Resource crds, String name) {
        String group = name.substring(name.indexOf('.') + 1);
        for (StoredObject other : client.backend().cache().of(crds).snapshot().list("", "")) {
            boolean sameGroup = Tree.text(Tree.spec(other.read()), "group").equals(group);
            if (sameGroup
                    && !other.name().equals(name)
                    && !Conditions.isTrue(other.read(), Conditions.NAMES_ACCEPTED)) {
                enqueue(other.name());
            }
        }
    }

    /** Deletes the instances; comes again with each that goes, until none is left. */
    private void terminate(Resource crds, String name) {
        Optional<Definition> definition = served.find(name);
        Condition done;
        if (definition.isEmpty()) {
            done = new Condition(Conditions.TERMINATING, false, "NeverEstablished", "resource was never established");
        } else {
            mark(
                    crds,
                    name,
                    new Condition(
                            Conditions.TERMINATING,
                            true,
                            "InstanceDeletionInProgress",
                            "CustomResource deletion is in progress"));
            Resource instances = definition.get().storage();
            ResourceCache cache = client.backend().cache().of(instances);
            listenTo(name, cache);
            deleteAll(instances, cache);
            if (cache.snapshot().count("") > 0) {
                return;
            }
            done = new Condition(Conditions.TERMINATING, false, "InstanceDeletionCompleted", "removed all instances");
        }
        listenTo(name, null);
        withdraw(crds, name);
        update(crds, name, crd -> {
            Conditions.set(crd, done, now());
            removeFinalizer(crd);
        });
    }

    /** Comes again when something happens to the instances of a definition; null for no more. */
    @SuppressWarnings("ReferenceEquality") // a definition that is served anew has another cache
    private void listenTo(String name, @Nullable ResourceCache instances) {
        Emptying before = emptying.get(name);
        if (before != null && before.instances() == instances) {
            return;
        }
        if (before != null) {
            before.ignore().run();
            emptying.remove(name);
        }
        if (instances != null) {
            emptying.put(name, new Emptying(instances, instances.listen(() -> enqueue(name))));
        }
    }

    /** Without our finalizer it is gone, unless somebody else keeps it. */
    private void withdraw(Resource crds, String name) {
        Optional<StoredObject> current = client.backend().cache().of(crds).get("", name);
        if (current.isPresent()
                && Tree.get(Tree.metadata(current.get().read()), "finalizers").size() == 1) {
            served.withdraw(current.get());
        }
    }

    /** Together, so that they share the store's syncs, but not more at once than may wait. */
    private void deleteAll(Resource instances, ResourceCache cache) {
        List<CompletableFuture<Optional<WriteResult>>> deletes = new ArrayList<>();
        for (StoredObject instance : cache.snapshot().list("", "")) {
            if (!Tree.has(Tree.metadata(instance.read()), "deletionTimestamp")) {
                deletes.add(client.delete(instances, instance.namespace(), instance.name()));
            }
            if (deletes.size() == DELETED_AT_ONCE) {
                awaitAll(deletes);
            }
        }
        awaitAll(deletes);
    }

    private static void awaitAll(List<CompletableFuture<Optional<WriteResult>>> deletes) {
        for (CompletableFuture<Optional<WriteResult>> delete : deletes) {
            try {
                LoopbackClient.await(delete);
            } catch (ApiException e) {
                log.debug("an instance stays: {}", e.getMessage());
            }
        }
        deletes.clear();
    }

    private void mark(Resource crds, String name, Condition condition) {
        Optional<StoredObject> current = client.backend().cache().of(crds).get("", name);
        if (current.isPresent() && !Conditions.says(current.get().read(), condition)) {
            update(crds, name, crd -> Conditions.set(crd, condition, now()));
        }
    }

    private static boolean hasFinalizer(ObjectNode crd) {
        for (JsonNode finalizer : Tree.get(Tree.metadata(crd), "finalizers")) {
            if (finalizer.asText().equals(CustomResources.FINALIZER)) {
                return true;
            }
        }
        return false;
    }

    private static void removeFinalizer(ObjectNode crd) {
        ArrayNode finalizers = Tree.createList(Tree.createObject(crd, "metadata"), "finalizers");
        for (int i = finalizers.size() - 1; i >= 0; i--) {
            if (finalizers.get(i).asText().equals(CustomResources.FINALIZER)) {
                finalizers.remove(i);
            }
        }
        if (finalizers.isEmpty()) {
            Tree.createObject(crd, "metadata").remove("finalizers");
        }
    }

    /** Writes what was worked out from one state; when that has changed meanwhile, its change brings us back. */
    private void write(Resource crds, String name, ObjectNode crd) {
        LoopbackClient.await(client.updateStatus(crds, "", name, current -> crd.deepCopy()));
    }

    private void update(Resource crds, String name, Consumer<ObjectNode> change) {
        LoopbackClient.await(client.updateStatus(crds, "", name, current -> {
            ObjectNode crd = current.copy();
            change.accept(crd);
            return crd;
        }));
    }

    private Instant now() {
        return client.backend().clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
