package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.DerivedObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.storage.CommitResult;
import dev.coracle.storage.Operation;
import dev.coracle.storage.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Turns a finished object and its claims into one transaction. */
final class Committer {
    /** As etcd's bound of a request. */
    private static final int MAX_EXTENSION_BYTES = 1536 * 1024;

    private final ServerState backend;
    private final Resource resource;
    private final String namespace;
    private final String cause;
    private final List<Operation> alongside;

    Committer(ServerState backend, WriteRequest request) {
        this(backend, request, List.of());
    }

    /** @param alongside what is put together with the object */
    Committer(ServerState backend, WriteRequest request, List<Operation> alongside) {
        this.alongside = alongside;
        this.backend = backend;
        this.resource = request.target().resource();
        this.namespace = request.namespace();
        this.cause = request.scope().cause();
    }

    /** What the store is to hold for an object. */
    static byte[] encode(Resource resource, ObjectNode object) {
        return StoredObject.encode(resource.strategy().form().toStored(object));
    }

    /**
     * @param value the object as stored
     * @param expectedRevision of the object, or {@link Operation#ABSENT}
     * @param old what it replaces
     */
    CompletableFuture<CommitResult> put(
            ObjectNode object, byte[] value, long expectedRevision, @Nullable ObjectNode old) {
        String name = Tree.name(object);
        String key = resource.key(namespace, name);
        Strategy strategy = resource.strategy();
        if (value.length > MAX_EXTENSION_BYTES && resource.writes().has(WriteRules.Rule.EXTENSION)) {
            throw ApiException.unforeseen("etcdserver: request is too large");
        }
        Set<String> before = old == null ? Set.of() : strategy.claims(old);
        Set<String> after = strategy.claims(object);
        Operation put = new Operation.Put(key, value, expectedRevision);
        List<DerivedObject> gone = old == null ? List.of() : strategy.derivedObjects(old);
        List<DerivedObject> come = strategy.derivedObjects(object);
        if (before.equals(after) && alongside.isEmpty() && gone.equals(come)) {
            return commit(Transaction.of(put));
        }
        List<Operation> operations = new ArrayList<>();
        operations.add(put);
        operations.addAll(alongside);
        gone.stream().filter(each -> !come.contains(each)).forEach(each -> operations.add(removal(each)));
        come.stream().filter(each -> !gone.contains(each)).forEach(each -> operations.add(creation(each)));
        byte[] holder = key.getBytes(StandardCharsets.ISO_8859_1);
        for (String claim : after) {
            if (!before.contains(claim)) {
                operations.add(new Operation.Put(claim, holder, Operation.ABSENT));
            }
        }
        for (String claim : before) {
            if (!after.contains(claim)) {
                operations.add(new Operation.Delete(claim, Operation.ANY));
            }
        }
        return commit(new Transaction(operations));
    }

    CompletableFuture<CommitResult> remove(StoredObject object) {
        List<Operation> operations = new ArrayList<>();
        operations.add(new Operation.Delete(resource.key(namespace, object.name()), object.resourceVersion()));
        for (String claim : resource.strategy().claims(object.read())) {
            operations.add(new Operation.Delete(claim, Operation.ANY));
        }
        resource.strategy().derivedObjects(object.read()).forEach(each -> operations.add(removal(each)));
        return commit(new Transaction(operations));
    }

    /** A write is answered once who follows its resource has seen it. */
    private CompletableFuture<CommitResult> commit(Transaction transaction) {
        return backend.cache().of(resource).settled(backend.store().commit(transaction.withCause(cause)));
    }

    private Operation removal(DerivedObject companion) {
        Resource type = typeOf(companion);
        return new Operation.Delete(type.key("", Tree.name(companion.object())), Operation.ANY);
    }

    private Operation creation(DerivedObject companion) {
        Resource type = typeOf(companion);
        Instant now = backend.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode object = companion.object().deepCopy();
        ManagedVersions.manager(type, type.stored(), "").create(object, RequestContext.FIELD_MANAGER, now);
        ObjectNode metadata = Tree.createObject(object, "metadata");
        metadata.put("uid", backend.identities().uid()).put("creationTimestamp", now.toString());
        Completion.complete(object, type.schema());
        return new Operation.Put(type.key("", Tree.name(object)), encode(type, object), Operation.ABSENT);
    }

    private Resource typeOf(DerivedObject companion) {
        return backend.resources().storedAs(companion.resource()).orElseThrow();
    }

    static boolean isClaim(CommitResult.Conflict conflict) {
        return conflict.key().startsWith(ClaimIndex.PREFIX);
    }
}
