package dev.coracle.controllers.namespace;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.ApiKind;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.Discovery;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Deletes everything in a namespace that is being deleted, whatever kinds the server has, and takes the finalizer {@code
 * kubernetes} off when nothing is left. Pods go first and must be gone before the rest is touched: what they run may
 * rely on the rest, network policies for one.
 */
public final class NamespaceController implements Controller {
    private static final String NAME = "namespace-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(Namespace.class), NamespaceController::new);

    private static final String FINALIZER = "kubernetes";

    /** How soon to look again at what takes its time to go, such as pods. */
    private static final Duration POLL = Duration.ofMillis(500);

    private final KubernetesClient client;
    private final Clock clock;
    private final Discovery discovery;
    private final Informer<Namespace> namespaces;
    private final ReconcileLoop<String> loop;

    private NamespaceController(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        discovery = new Discovery(client);
        loop = context.loop(NAME, context.workers(), this::reconcile);
        namespaces = context.informers().of(Namespace.class);
        namespaces.onEvents(this::enqueueIfGoing, (before, after) -> enqueueIfGoing(after), gone -> {});
    }

    private void enqueueIfGoing(Namespace namespace) {
        if (namespace.getMetadata().getDeletionTimestamp() != null) {
            loop.queue().add(namespace.getMetadata().getName());
        }
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(String name) {
        Namespace namespace = namespaces.get(new ObjectKey("", name));
        if (namespace == null
                || namespace.getMetadata().getDeletionTimestamp() == null
                || !namespace.getSpec().getFinalizers().contains(FINALIZER)) {
            return Outcome.done();
        }
        Remains remains = empty(name);
        Namespace reported = report(namespace, remains);
        if (!remains.isEmpty()) {
            return Outcome.requeueAfter(POLL);
        }
        finish(reported);
        return Outcome.done();
    }

    private Remains empty(String namespace) {
        Remains remains = new Remains();
        Discovery.Result served = discovery.discover();
        remains.undiscovered.putAll(served.failures());
        List<ApiKind> kinds = served.kinds().stream()
                .filter(kind -> kind.namespaced()
                        && kind.verbs().contains("delete")
                        && kind.verbs().contains("list"))
                .toList();
        kinds.stream().filter(NamespaceController::isPod).forEach(kind -> delete(kind, namespace, remains));
        if (remains.isEmpty()) {
            kinds.stream().filter(kind -> !isPod(kind)).forEach(kind -> delete(kind, namespace, remains));
        }
        return remains;
    }

    private static boolean isPod(ApiKind kind) {
        return kind.group().isEmpty() && "pods".equals(kind.plural());
    }

    private void delete(ApiKind kind, String namespace, Remains remains) {
        String resource = kind.plural() + "." + kind.group();
        try {
            List<GenericKubernetesResource> before = list(kind, namespace);
            if (before.isEmpty()) {
                return;
            }
            if (kind.verbs().contains("deletecollection")) {
                client.raw(kind.path(namespace), "DELETE", null);
            } else {
                before.forEach(o -> deleteOne(kind, namespace, o));
            }
            List<GenericKubernetesResource> left = list(kind, namespace);
            if (!left.isEmpty()) {
                remains.instances.put(resource, left.size());
                left.stream()
                        .flatMap(o -> o.getMetadata().getFinalizers().stream())
                        .forEach(f -> remains.finalizers.merge(f, 1, Integer::sum));
            }
        } catch (KubernetesClientException e) {
            remains.failures.put(resource, ApiErrors.describe(e));
        }
    }

    private void deleteOne(ApiKind kind, String namespace, GenericKubernetesResource object) {
        try {
            client.raw(kind.path(namespace, object.getMetadata().getName()), "DELETE", null);
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e)) {
                throw e;
            }
        }
    }

    private List<GenericKubernetesResource> list(ApiKind kind, String namespace) {
        return client.genericKubernetesResources(kind.context())
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    private Namespace report(Namespace namespace, Remains remains) {
        List<NamespaceCondition> last = namespace.getStatus() == null
                ? List.of()
                : namespace.getStatus().getConditions();
        List<NamespaceCondition> next = NamespaceConditions.update(last, remains, clock.instant());
        if (next.equals(last) && "Terminating".equals(namespace.getStatus().getPhase())) {
            return namespace;
        }
        return client.resource(new NamespaceBuilder(namespace)
                        .editOrNewStatus()
                        .withPhase("Terminating")
                        .withConditions(next)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private void finish(Namespace namespace) {
        Namespace released = new NamespaceBuilder(namespace)
                .editSpec()
                .removeFromFinalizers(FINALIZER)
                .endSpec()
                .build();
        try {
            client.raw(
                    "/api/v1/namespaces/"
                            + Objects.requireNonNull(namespace.getMetadata().getName()) + "/finalize",
                    "PUT",
                    released);
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e)) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
