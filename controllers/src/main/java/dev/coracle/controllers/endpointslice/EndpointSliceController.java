package dev.coracle.controllers.endpointslice;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.OwnerReferences;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.PodFacts;
import dev.coracle.controllers.endpoints.ServiceTargets;
import dev.coracle.controllers.endpoints.ServiceWatch;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the EndpointSlices of every Service with a selector, one set per address family. */
public final class EndpointSliceController implements Controller {
    private static final String NAME = "endpointslice-controller";

    public static final ControllerSpec SPEC = new ControllerSpec(
            NAME, Set.of(Service.class, Pod.class, Node.class, EndpointSlice.class), EndpointSliceController::new);

    private static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by";
    private static final String MANAGED_BY = "endpointslice-controller.k8s.io";
    private static final String ZONE_LABEL = "topology.kubernetes.io/zone";
    private static final String BY_SERVICE = "service";

    /** In case the event that tells of our own write is lost. */
    private static final Duration STALE_CACHE_RETRY = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final Informer<EndpointSlice> slices;
    private final SliceTracker tracker = new SliceTracker();
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private EndpointSliceController(ControllerContext context) {
        client = context.client();
        events = context.recorder(NAME);
        loop = context.loop(NAME, context.workers(), this::reconcile);
        services = context.informers().of(Service.class);
        pods = context.informers().of(Pod.class);
        nodes = context.informers().of(Node.class);
        slices = context.informers().of(EndpointSlice.class).index(BY_SERVICE, EndpointSliceController::serviceOf);
        new ServiceWatch(services, pods, loop.queue()::add);
        slices.onChange(slice -> serviceKey(slice).forEach(loop.queue()::add));
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        Service service = services.get(key);
        if (service == null) {
            tracker.forget(key);
            return Outcome.done(); // Its slices go with it, by their owner reference.
        }
        if (!ServiceTargets.isManaged(service) || service.getMetadata().getDeletionTimestamp() != null) {
            return Outcome.done();
        }
        List<EndpointSlice> existing = slices.byIndex(BY_SERVICE, key.toString());
        if (!tracker.isCurrent(key, existing)) {
            return Outcome.requeueAfter(STALE_CACHE_RETRY);
        }
        List<String> families = service.getSpec().getIpFamilies();
        try {
            for (String family : families.isEmpty() ? List.of("IPv4") : families) {
                reconcileFamily(service, family, existing);
            }
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNamespaceTerminating(e)) {
                events.warning(
                        service,
                        "FailedToUpdateEndpointSlices",
                        "Error updating Endpoint Slices for Service " + key + ": " + ApiErrors.describe(e));
                throw e;
            }
        }
        return Outcome.done();
    }

    private void reconcileFamily(Service service, String family, List<EndpointSlice> existing) {
        ObjectKey key = ObjectKey.of(service);
        List<Pod> behind = ServiceTargets.candidates(service, pods.inNamespace(key.namespace()), family)
                .toList();
        Map<List<EndpointPort>, List<Endpoint>> wanted = new LinkedHashMap<>();
        for (Pod pod : behind) {
            wanted.computeIfAbsent(ports(service, pod), p -> new ArrayList<>())
                    .add(endpoint(service, pod, family, nodes.get("", nodeName(pod))));
        }
        SlicePlan.Plan plan = SlicePlan.of(
                existing.stream().filter(s -> family.equals(s.getAddressType())).toList(), wanted);
        String trigger = ServiceTargets.triggerTime(behind).orElse(null);
        for (SlicePlan.Content content : plan.contents()) {
            EndpointSlice slice = describe(service, family, content, trigger);
            if (content.existing() == null) {
                tracker.written(key, client.resource(slice).create());
            } else if (!isSame(content.existing(), slice)) {
                tracker.written(key, client.resource(slice).update());
            }
        }
        for (EndpointSlice surplus : plan.surplus()) {
            client.resource(surplus).delete();
            tracker.deleted(key, surplus);
        }
    }

    private static String nodeName(Pod pod) {
        return PodFacts.isScheduled(pod) ? pod.getSpec().getNodeName() : "";
    }

    static Endpoint endpoint(Service service, Pod pod, String family, @Nullable Node node) {
        boolean serving = PodFacts.isReady(pod);
        boolean terminating = PodFacts.isTerminating(pod);
        Map<String, String> nodeLabels =
                node == null ? null : node.getMetadata().getLabels();
        return new EndpointBuilder()
                .withAddresses(ServiceTargets.address(pod, family).orElseThrow())
                .withNewConditions(
                        ServiceTargets.publishesNotReady(service) || (serving && !terminating), serving, terminating)
                .withHostname(ServiceTargets.hostname(service, pod))
                .withNodeName(PodFacts.isScheduled(pod) ? pod.getSpec().getNodeName() : null)
                .withZone(nodeLabels == null ? null : nodeLabels.get(ZONE_LABEL))
                .withTargetRef(ServiceTargets.reference(pod))
                .build();
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        return ServiceTargets.ports(service, pod).stream()
                .map(port -> new EndpointPortBuilder()
                        .withName(Objects.requireNonNullElse(port.name(), ""))
                        .withPort(port.port())
                        .withProtocol(port.protocol())
                        .withAppProtocol(port.appProtocol())
                        .build())
                .toList();
    }

    static EndpointSlice describe(
            Service service, String family, SlicePlan.Content content, @Nullable String triggerTime) {
        ObjectMeta metadata = content.existing() == null
                ? new ObjectMeta()
                : content.existing().getMetadata();
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withMetadata(metadata)
                .editMetadata()
                .withNamespace(service.getMetadata().getNamespace())
                .withGenerateName(service.getMetadata().getName() + "-")
                .withLabels(ServiceTargets.labels(
                        service, Map.of(SERVICE_LABEL, service.getMetadata().getName(), MANAGED_BY_LABEL, MANAGED_BY)))
                .withOwnerReferences(OwnerReferences.controllerReference(service))
                .endMetadata()
                .withAddressType(family)
                .withPorts(content.ports())
                .withEndpoints(content.endpoints());
        if (triggerTime != null) {
            slice.editMetadata()
                    .addToAnnotations(ServiceTargets.TRIGGER_TIME_ANNOTATION, triggerTime)
                    .endMetadata();
        }
        return slice.build();
    }

    private static boolean isSame(EndpointSlice existing, EndpointSlice wanted) {
        return existing.getEndpoints().equals(wanted.getEndpoints())
                && existing.getPorts().equals(wanted.getPorts())
                && wanted.getMetadata()
                        .getLabels()
                        .equals(existing.getMetadata().getLabels());
    }

    private static List<String> serviceOf(EndpointSlice slice) {
        return serviceKey(slice).stream().map(ObjectKey::toString).toList();
    }

    private static List<ObjectKey> serviceKey(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        if (labels == null || !MANAGED_BY.equals(labels.get(MANAGED_BY_LABEL))) {
            return List.of();
        }
        String service = labels.get(SERVICE_LABEL);
        return service == null
                ? List.of()
                : List.of(new ObjectKey(slice.getMetadata().getNamespace(), service));
    }

    @Override
    public void close() {
        loop.close();
    }
}
