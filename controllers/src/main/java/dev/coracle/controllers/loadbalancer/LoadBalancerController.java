package dev.coracle.controllers.loadbalancer;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Assigns addresses to Services of type LoadBalancer that do not name a load balancer class of their own. What is
 * assigned is written in the Services themselves and read back from there, so a restart changes nothing.
 */
public final class LoadBalancerController implements Controller {
    private static final String NAME = "service-lb-controller";

    private static final String COMPONENT = "service-controller";
    private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

    private final KubernetesClient client;
    private final AddressPool pool;
    private final Informer<Service> services;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;
    /** Assigned and perhaps not in the cache yet, by Service uid. Confined to the one worker. */
    private final Map<String, String> assigned = new HashMap<>();

    private LoadBalancerController(ControllerContext context, String cidr) {
        client = context.client();
        pool = new AddressPool(cidr);
        events = context.recorder(COMPONENT);
        // One worker: two Services must not be given one address.
        loop = context.loop(NAME, 1, this::reconcile);
        services = context.informers().of(Service.class);
        services.onEvents(this::enqueue, (before, after) -> enqueue(after), this::enqueue);
    }

    /** The controller, which takes its addresses from {@code cidr}. */
    public static ControllerSpec spec(String cidr) {
        return new ControllerSpec(NAME, Set.of(Service.class), context -> new LoadBalancerController(context, cidr));
    }

    /** What is wrong with a CIDR to take addresses from. */
    public static Optional<String> problemWith(String cidr) {
        try {
            new AddressPool(cidr);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void enqueue(Service service) {
        loop.queue().add(ObjectKey.of(service));
    }

    @Override
    public void start() {
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        Service service = services.get(key);
        if (service == null) {
            return Outcome.done();
        }
        if (isOurs(service) && service.getMetadata().getDeletionTimestamp() == null) {
            ensure(service);
        } else if (service.getMetadata().getFinalizers().contains(FINALIZER)) {
            release(service);
        }
        return Outcome.done();
    }

    private static boolean isOurs(Service service) {
        return "LoadBalancer".equals(service.getSpec().getType())
                && service.getSpec().getLoadBalancerClass() == null;
    }

    private void ensure(Service service) {
        String current = addressOf(service);
        String wanted = service.getSpec().getLoadBalancerIP();
        boolean hasWanted = wanted == null || wanted.isEmpty() || wanted.equals(current);
        if (current != null && hasWanted) {
            return;
        }
        events.normal(service, "EnsuringLoadBalancer", "Ensuring load balancer");
        String address;
        try {
            address = choose(service);
        } catch (IllegalStateException e) {
            events.warning(service, "SyncLoadBalancerFailed", "Error syncing load balancer: " + e.getMessage());
            throw e;
        }
        Service finalized = service;
        if (!service.getMetadata().getFinalizers().contains(FINALIZER)) {
            finalized = client.resource(new ServiceBuilder(service)
                            .editMetadata()
                            .addToFinalizers(FINALIZER)
                            .endMetadata()
                            .build())
                    .update();
        }
        assigned.put(service.getMetadata().getUid(), address);
        writeAddresses(
                finalized,
                List.of(new LoadBalancerIngressBuilder()
                        .withIp(address)
                        .withIpMode("VIP")
                        .build()));
        events.normal(service, "EnsuredLoadBalancer", "Ensured load balancer");
    }

    private String choose(Service service) {
        Set<String> taken = new HashSet<>();
        Set<String> alive = new HashSet<>();
        for (Service other : services.list()) {
            alive.add(other.getMetadata().getUid());
            String address = addressOf(other);
            if (address != null
                    && !other.getMetadata()
                            .getUid()
                            .equals(service.getMetadata().getUid())) {
                taken.add(address);
            }
        }
        assigned.keySet().retainAll(alive);
        assigned.forEach((uid, address) -> {
            if (!uid.equals(service.getMetadata().getUid())) {
                taken.add(address);
            }
        });
        return choose(pool, service.getSpec().getLoadBalancerIP(), taken);
    }

    static String choose(AddressPool pool, @Nullable String wanted, Set<String> taken) {
        if (wanted == null || wanted.isEmpty()) {
            return pool.firstFree(taken);
        }
        if (!pool.contains(wanted)) {
            throw new IllegalStateException("requested address " + wanted + " is not in " + pool);
        }
        if (taken.contains(wanted)) {
            throw new IllegalStateException("requested address " + wanted + " is already in use");
        }
        return wanted;
    }

    private static @Nullable String addressOf(Service service) {
        if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
            return null;
        }
        return service.getStatus().getLoadBalancer().getIngress().stream()
                .map(LoadBalancerIngress::getIp)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Deleted, or no longer of this type: the address is free again. */
    private void release(Service service) {
        events.normal(service, "DeletingLoadBalancer", "Deleting load balancer");
        Service cleared = service;
        if (addressOf(service) != null && service.getMetadata().getDeletionTimestamp() == null) {
            cleared = writeAddresses(service, List.of());
        }
        assigned.remove(service.getMetadata().getUid());
        client.resource(new ServiceBuilder(cleared)
                        .editMetadata()
                        .removeFromFinalizers(FINALIZER)
                        .endMetadata()
                        .build())
                .update();
        events.normal(service, "DeletedLoadBalancer", "Deleted load balancer");
    }

    private Service writeAddresses(Service service, List<LoadBalancerIngress> ingress) {
        return client.resource(new ServiceBuilder(service)
                        .editOrNewStatus()
                        .withNewLoadBalancer()
                        .withIngress(ingress)
                        .endLoadBalancer()
                        .endStatus()
                        .build())
                .updateStatus();
    }

    @Override
    public void close() {
        loop.close();
    }
}
