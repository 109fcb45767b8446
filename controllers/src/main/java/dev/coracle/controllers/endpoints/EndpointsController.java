package dev.coracle.controllers.endpoints;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the Endpoints of every Service with a selector. */
public final class EndpointsController implements Controller {
    private static final String NAME = "endpoints-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(Service.class, Pod.class, Endpoints.class), EndpointsController::new);

    private static final String COMPONENT = "endpoint-controller";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
    private static final Map<String, String> MANAGED_BY = Map.of("endpoints.kubernetes.io/managed-by", COMPONENT);

    private final KubernetesClient client;
    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<Endpoints> endpoints;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private EndpointsController(ControllerContext context) {
        client = context.client();
        events = context.recorder(COMPONENT);
        loop = context.loop(NAME, context.workers(), this::reconcile);
        services = context.informers().of(Service.class);
        pods = context.informers().of(Pod.class);
        endpoints = context.informers().of(Endpoints.class);
        new ServiceWatch(services, pods, loop.queue()::add);
        endpoints.onEvents(
                added -> {}, (before, after) -> {}, deleted -> loop.queue().add(ObjectKey.of(deleted)));
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        Service service = services.get(key);
        Endpoints current = endpoints.get(key);
        if (service == null) {
            deleteOwn(current);
            return Outcome.done();
        }
        if (!ServiceTargets.isManaged(service)) {
            return Outcome.done();
        }
        Endpoints wanted = describe(service, current, pods.inNamespace(key.namespace()));
        if (current == null) {
            create(service, wanted);
        } else if (!isSame(current, wanted)) {
            client.resource(wanted).update();
        }
        return Outcome.done();
    }

    /** Endpoints without a Service are ours to delete only if we made them. */
    private void deleteOwn(@Nullable Endpoints current) {
        if (current != null
                && current.getMetadata().getLabels() != null
                && current.getMetadata().getLabels().entrySet().containsAll(MANAGED_BY.entrySet())) {
            client.resource(current).delete();
        }
    }

    private void create(Service service, Endpoints wanted) {
        try {
            client.resource(wanted).create();
        } catch (KubernetesClientException e) {
            if (ApiErrors.isNamespaceTerminating(e)) {
                return;
            }
            if (!ApiErrors.isConflict(e)) {
                events.warning(
                        service,
                        "FailedToCreateEndpoint",
                        "Failed to create endpoint for service " + ObjectKey.of(service) + ": "
                                + ApiErrors.describe(e));
            }
            throw e;
        }
    }

    static Endpoints describe(Service service, @Nullable Endpoints current, Collection<Pod> podsOfNamespace) {
        EndpointsPlan.Subsets plan = EndpointsPlan.of(service, podsOfNamespace);
        Map<String, String> annotations = new LinkedHashMap<>();
        if (current != null && current.getMetadata().getAnnotations() != null) {
            annotations.putAll(current.getMetadata().getAnnotations());
        }
        annotations.remove(OVER_CAPACITY);
        if (plan.truncated()) {
            annotations.put(OVER_CAPACITY, "truncated");
        }
        boolean changed = current == null || !current.getSubsets().equals(plan.subsets());
        if (changed) {
            ServiceTargets.triggerTime(podsOfNamespace.stream()
                            .filter(p -> ServiceTargets.selects(
                                    service, p.getMetadata().getLabels()))
                            .toList())
                    .ifPresent(time -> annotations.put(ServiceTargets.TRIGGER_TIME_ANNOTATION, time));
        }
        return new EndpointsBuilder()
                .withMetadata(current == null ? new ObjectMeta() : current.getMetadata())
                .editMetadata()
                .withName(service.getMetadata().getName())
                .withNamespace(service.getMetadata().getNamespace())
                .withLabels(ServiceTargets.labels(service, MANAGED_BY))
                .withAnnotations(annotations)
                .endMetadata()
                .withSubsets(plan.subsets())
                .build();
    }

    private static boolean isSame(Endpoints current, Endpoints wanted) {
        return current.getSubsets().equals(wanted.getSubsets())
                && wanted.getMetadata().getLabels().equals(current.getMetadata().getLabels());
    }

    @Override
    public void close() {
        loop.close();
    }
}
