package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ManagedVersions;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.machinery.decode.Decoded;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.fieldmanager.FieldManager;
import dev.coracle.machinery.tree.Tree;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Server-side apply of an object or its status; an object that is not there is made. */
final class Apply implements Verb {
    /** Rounds in which the object came or went between the look and the write. */
    private static final int MAX_ATTEMPTS = 8;

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    Apply(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        exchange.representation();
        Scopes.expectStored(exchange, target, registry.backend().cache());
        exchange.readBody(body -> {
            WriteOptions options = WriteOptions.parseApply(exchange.query());
            Decoded config = bodies.configuration(body);
            exchange.whenDone(
                    new One(exchange, target, options, config).attempt(1),
                    written -> answers.written(
                            exchange, target, written.outcome() == WriteResult.Outcome.CREATED ? 201 : 200, written));
        });
    }

    /** One request. Confined to its exchange's event loop. */
    private final class One {
        private final Exchange exchange;
        private final ServedResource target;
        private final WriteOptions options;
        private final Decoded config;

        One(Exchange exchange, ServedResource target, WriteOptions options, Decoded config) {
            this.exchange = exchange;
            this.target = target;
            this.options = options;
            this.config = config;
        }

        CompletableFuture<WriteResult> attempt(int number) {
            boolean status = exchange.info().subresource().equals("status");
            String name = exchange.info().name();
            boolean creates = !status
                    && registry.backend()
                            .cache()
                            .of(target.resource())
                            .get(Scopes.namespace(exchange, target), name)
                            .isEmpty();
            CompletableFuture<WriteResult> write = creates
                    ? registry.create(options.untracked(exchange, target), create())
                    : registry.update(
                            options.untracked(exchange, target),
                            name,
                            status ? WritePipeline.STATUS : WritePipeline.APPLY,
                            this::update);
            return write.exceptionallyCompose(thrown -> {
                Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
                boolean raced = cause instanceof ApiException refusal
                        && refusal.reason() == (creates ? StatusReason.ALREADY_EXISTS : StatusReason.NOT_FOUND)
                        && !status
                        && number < MAX_ATTEMPTS;
                return raced ? attempt(number + 1) : CompletableFuture.failedFuture(thrown);
            });
        }

        private ObjectNode create() {
            ObjectNode object = object(apply(null), null);
            ObjectNode metadata = Tree.createObject(object, "metadata");
            metadata.remove("resourceVersion");
            String uid = Tree.text(metadata, "uid");
            String name = exchange.info().name();
            if (!uid.isEmpty()) {
                throw ApiException.conflict(
                        target.groupResource(),
                        name,
                        "uid mismatch: the provided object specified uid " + uid
                                + ", and no existing object was found");
            }
            if (Tree.name(object).isEmpty()) {
                throw ApiException.badRequest(
                        "the name of the object (" + name + " based on URL) was undeterminable: name must be provided");
            }
            if (!Tree.name(object).equals(name)) {
                throw ApiException.badRequest("the name of the object (" + Tree.name(object)
                        + ") does not match the name on the URL (" + name + ")");
            }
            return object;
        }

        private ObjectNode update(StoredObject current) {
            return object(apply(current.read()), current);
        }

        private FieldManager.Applied apply(@Nullable ObjectNode live) {
            FieldManager manager = ManagedVersions.manager(
                    target.resource(), target.version(), exchange.info().subresource());
            FieldManager.Applied applied = manager.apply(
                    live,
                    config.object(),
                    options.fieldManager(),
                    options.force(),
                    registry.backend().clock().instant());
            bodies.checkStrict(exchange, config, options.fieldValidation());
            return applied;
        }

        private ObjectNode object(FieldManager.Applied applied, @Nullable StoredObject current) {
            ObjectNode merged = applied.object();
            ObjectNode object;
            if (merged != null) {
                object = bodies.applied(merged, config.object(), target);
            } else if (current != null) {
                object = current.copy();
            } else {
                object = bodies.applied(config.object(), config.object(), target);
            }
            applied.store(object);
            return object;
        }
    }
}
