package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.Failures;
import dev.coracle.apiserver.registry.DeleteOptions;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.Status;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * POST to {@code pods/<name>/eviction}: deletes a pod if its disruption budget allows it. Follows upstream's EvictionREST
 * (v1.36).
 */
final class EvictPod implements Verb {
    private static final GroupVersionKind KIND = new GroupVersionKind("policy", "v1", "Eviction");
    /** As upstream's EvictionsRetry. */
    private static final int MAX_ATTEMPTS = 20;

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;
    private final DisruptionBudgets budgets;

    EvictPod(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
        this.budgets = new DisruptionBudgets(registry);
    }

    @Override
    public void handle(Exchange exchange, ServedResource pods) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "CreateOptions");
        exchange.negotiation().withoutTables();
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode eviction = bodies.document(exchange, KIND, body, options.fieldValidation());
            String name = exchange.info().name();
            if (!Tree.name(eviction).equals(name)) {
                throw ApiException.badRequest("name in URL does not match name in Eviction object");
            }
            DeleteOptions delete = DeleteOptions.parse(Tree.get(eviction, "deleteOptions"), options.dryRun());
            WriteRequest request = WriteRequest.to(
                            ServedResource.stored(pods.resource()),
                            exchange.info().namespace(),
                            Scopes.caller(exchange))
                    .dryRun(delete.dryRun());
            exchange.whenDone(
                    registry.admit(request.subresource("eviction"), KIND, eviction),
                    admitted -> new Eviction(exchange, request, name, delete).attempt(1));
        });
    }

    /** One eviction. Confined to the exchange's event loop. */
    private final class Eviction {
        private final Exchange exchange;
        private final WriteRequest request;
        private final String name;
        private final DeleteOptions options;

        Eviction(Exchange exchange, WriteRequest request, String name, DeleteOptions options) {
            this.exchange = exchange;
            this.request = request;
            this.name = name;
            this.options = options;
        }

        void attempt(int number) {
            StoredObject pod = registry.backend()
                    .cache()
                    .of(request.target().resource())
                    .get(request.namespace(), name)
                    .orElseThrow(() -> ApiException.notFound(request.target().groupResource(), name));
            String phase = Tree.text(Tree.status(pod.read()), "phase");
            boolean ended = phase.equals("Succeeded")
                    || phase.equals("Failed")
                    || Tree.has(Tree.metadata(pod.read()), "deletionTimestamp");
            if (ended || phase.equals("Pending")) {
                boolean pins = !ended && options.resourceVersion() == null;
                DeleteOptions delete = pins ? options.at(pod.resourceVersion()) : options;
                finish(delete, error -> {
                    if (error.reason() == StatusReason.CONFLICT && pins && number < MAX_ATTEMPTS) {
                        attempt(number + 1);
                    } else {
                        throw error;
                    }
                });
                return;
            }
            List<StoredObject> guarding = budgets.of(pod, request.namespace());
            if (guarding.size() > 1) {
                answer(Status.failure(
                        StatusReason.UNKNOWN,
                        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
                                + " support.",
                        null));
            } else if (guarding.isEmpty()) {
                finish(options, EvictPod::rethrow);
            } else {
                guarded(pod, guarding.get(0));
            }
        }

        private void guarded(StoredObject pod, StoredObject budget) {
            if (!isReady(pod.read()) && DisruptionBudgets.sparesUnready(budget.read())) {
                boolean pins = options.resourceVersion() == null;
                finish(options.at(pod.resourceVersion()), error -> {
                    throw pins && error.reason() == StatusReason.CONFLICT
                            ? DisruptionBudgets.stillProcessed(budget.name())
                            : error;
                });
                return;
            }
            exchange.whenDone(
                    budgets.take(request, budget.name(), name),
                    taken -> exchange.guard(() -> finish(options, EvictPod::rethrow)));
        }

        /** Says in the pod's status why it goes, and deletes it. */
        private void finish(DeleteOptions delete, java.util.function.Consumer<ApiException> onRefusal) {
            CompletableFuture<WriteResult> deleted = options.dryRun()
                    ? registry.delete(request, name, delete)
                    : registry.update(request, name, WritePipeline.UNCHECKED, current -> condemned(current, delete))
                            .thenCompose(marked -> registry.delete(request, name, follow(delete, marked)));
            CompletableFuture<WriteResult> unused = deleted.whenComplete((written, thrown) -> exchange.executor()
                    .execute(() -> exchange.guard(() -> {
                        if (thrown == null) {
                            answer(Status.success(201, null));
                        } else {
                            onRefusal.accept(Failures.toApi(thrown, exchange));
                        }
                    })));
        }

        private DeleteOptions follow(DeleteOptions delete, WriteResult marked) {
            return delete.resourceVersion() == null
                    ? delete
                    : marked.stored()
                            .map(pod -> delete.at(pod.resourceVersion()))
                            .orElse(delete);
        }

        private ObjectNode condemned(StoredObject current, DeleteOptions delete) {
            GroupResource pod = new GroupResource("", "Pod");
            String uid = Tree.text(Tree.metadata(current.read()), "uid");
            if (delete.uid() != null && !delete.uid().equals(uid)) {
                throw ApiException.conflict(
                        pod,
                        name,
                        "the UID in the precondition (" + delete.uid() + ") does not match the UID in record (" + uid
                                + "). The object might have been deleted and then recreated");
            }
            String version = Long.toString(current.resourceVersion());
            if (delete.resourceVersion() != null && !delete.resourceVersion().equals(version)) {
                throw ApiException.conflict(
                        pod,
                        name,
                        "the ResourceVersion in the precondition (" + delete.resourceVersion()
                                + ") does not match the ResourceVersion in record (" + version
                                + "). The object might have been modified");
            }
            ObjectNode object = current.copy();
            ObjectNode status = Tree.createObject(object, "status");
            Conditions.set(
                    status,
                    new Conditions.Condition(
                            "DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting"),
                    registry.backend().clock().instant().truncatedTo(ChronoUnit.SECONDS));
            return object;
        }

        private void answer(Status status) {
            answers.document(exchange, 201, status.toJson());
        }
    }

    private static void rethrow(ApiException error) {
        throw error;
    }

    private static boolean isReady(ObjectNode pod) {
        Optional<JsonNode> ready = Conditions.find(Tree.status(pod), "Ready");
        return ready.isPresent() && Tree.text(ready.get(), "status").equals("True");
    }
}
