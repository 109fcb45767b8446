package dev.coracle.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.catalogue.WriteRules;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.storage.CommitResult;
import dev.coracle.storage.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One create, tried again while a generated name or a claim turns out to be taken. Confined to the request's executor. */
final class Creation {
    /** As upstream's maxNameGenerationCreateAttempts. */
    private static final int MAX_ATTEMPTS = 8;
    /** As upstream's ServiceAccount admission, which looks ten times. */
    private static final int MAX_WAITS = 9;

    /** Each lost race for a quota is one that another writer won. */
    private static final int MAX_RACES = 1000;

    /** Of metadata: what is the server's alone to set. */
    private static final List<String> SERVERS_OWN =
            List.of("selfLink", "deletionTimestamp", "deletionGracePeriodSeconds");

    private static final Duration WAIT = Duration.ofMillis(100);

    private final Backend backend;
    private final WriteRequest request;
    private final Resource resource;
    private final ObjectNode submitted;
    private final Attempts attempts;
    private int waits;
    private int races;

    /** @param submitted the client's object in the stored version; not changed */
    Creation(Backend backend, WriteRequest request, ObjectNode submitted) {
        this.backend = backend;
        this.request = request;
        this.resource = request.target().resource();
        this.submitted = submitted;
        this.attempts = new Attempts(request.executor());
    }

    CompletableFuture<Written> run() {
        attempt(1);
        return attempts.outcome();
    }

    private void attempt(int number) {
        attempts.run(() -> {
            ObjectNode object = submitted.deepCopy();
            RequestContext context = new RequestContext(backend, request);
            if (build(object, context)) {
                commit(object, context, number);
            } else {
                waits++;
                backend.clock().schedule(WAIT, request.executor(), () -> attempt(number));
            }
        });
    }

    /** @return false if it is worth trying again in a moment */
    private boolean build(ObjectNode object, RequestContext context) {
        Metadata.agreeOnNamespace(resource, object, request.namespace());
        ObjectNode metadata = Metadata.of(object);
        Strategy strategy = resource.strategy();
        generateName(metadata);
        new NamespaceLifecycle(backend).checkCreate(request.target(), request.namespace(), Tree.text(metadata, "name"));
        for (String field : SERVERS_OWN) {
            metadata.remove(field);
        }
        strategy.setDefaults(object);
        // Between defaults and admission, as upstream: whoever creates an object owns the former and not the latter.
        request.trackCreate(object, context.now());
        if (waits < MAX_WAITS && strategy.awaits(context, object)) {
            return false;
        }
        strategy.admit(context, object);
        metadata = Metadata.of(object);
        if (context.resource().writes().has(WriteRules.Rule.GENERATION)) {
            metadata.put("generation", 1);
        }
        metadata.put("uid", backend.identities().uid());
        metadata.put("creationTimestamp", context.now().toString());
        addInitialFinalizers(strategy, metadata);
        strategy.prepareForCreate(context, object);
        Completion.complete(object, resource.schema());
        FieldErrors errors = new FieldErrors();
        ObjectMetaValidation.create(resource, object, errors);
        strategy.validate(context, object, errors);
        if (!errors.isEmpty()) {
            throw Refusals.invalid(request.target(), object, Tree.text(metadata, "name"), errors);
        }
        strategy.admitValid(context, object, null);
        backend.admission().admit(context, object, null);
        strategy.warnings(object).forEach(request.warnings());
        return true;
    }

    private void generateName(ObjectNode metadata) {
        String base = Tree.text(metadata, "generateName");
        if (Tree.text(metadata, "name").isEmpty() && !base.isEmpty()) {
            metadata.put("name", backend.identities().generateName(base));
        }
    }

    private static void addInitialFinalizers(Strategy strategy, ObjectNode metadata) {
        for (String finalizer : strategy.initialFinalizers()) {
            ArrayNode finalizers = Tree.createList(metadata, "finalizers");
            boolean there = false;
            for (var present : finalizers) {
                there |= present.asText().equals(finalizer);
            }
            if (!there) {
                finalizers.add(finalizer);
            }
        }
    }

    private void commit(ObjectNode object, RequestContext context, int number) {
        String name = Tree.name(object);
        if (!request.dryRun() && hasVersion(object)) {
            throw ApiException.of(500, "", "resourceVersion should not be set on objects to be created", null);
        }
        if (backend.cache().of(resource).get(request.namespace(), name).isPresent()) {
            taken(name, number);
            return;
        }
        if (request.dryRun()) {
            attempts.complete(JsonCodec.write(object), Written.Outcome.CREATED);
            return;
        }
        byte[] value = Committer.encode(resource, object);
        Committer committer = new Committer(backend, request, context.alongside());
        attempts.then(
                committer.put(object, value, Operation.ABSENT, null), result -> committed(name, value, result, number));
    }

    /** What is no number is no version, and is dropped like the number zero. */
    private static boolean hasVersion(ObjectNode object) {
        try {
            return Long.parseUnsignedLong(Tree.text(Tree.metadata(object), "resourceVersion")) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void committed(String name, byte[] value, CommitResult result, int number) {
        if (result instanceof CommitResult.Committed committed) {
            StoredObject stored =
                    backend.cache().of(resource).stored(request.namespace(), name, value, committed.revision());
            attempts.complete(stored, Written.Outcome.CREATED);
        } else if (result instanceof CommitResult.Conflict conflict && Committer.isClaim(conflict)) {
            if (number < MAX_ATTEMPTS) {
                attempt(number + 1);
            } else {
                attempts.fail(Refusals.claimTaken(conflict));
            }
        } else if (result instanceof CommitResult.Conflict conflict
                && !new Committer(backend, request).isOwn(conflict, name)) {
            races++;
            if (races < MAX_RACES) {
                attempt(number);
            } else {
                attempts.fail(Refusals.tooMuchContention(request.target(), name));
            }
        } else {
            taken(name, number);
        }
    }

    private void taken(String name, int number) {
        JsonNode metadata = Tree.metadata(submitted);
        if (Tree.text(metadata, "name").isEmpty() && number < MAX_ATTEMPTS) {
            attempt(number + 1);
            return;
        }
        boolean goes = backend.cache()
                .of(resource)
                .get(request.namespace(), name)
                .filter(there -> Tree.has(Tree.metadata(there.read()), "deletionTimestamp"))
                .isPresent();
        // Said of whoever asks for a generated name, though he may give one himself.
        boolean generated = !Tree.text(metadata, "generateName").isEmpty();
        attempts.fail(ApiException.alreadyExists(request.target().groupResource(), name, goes, generated));
    }
}
