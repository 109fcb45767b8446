package dev.coracle.proxy;

import dev.coracle.client.Informer;
import dev.coracle.client.Informers;
import dev.coracle.client.LocalAddresses;
import dev.coracle.client.MappedPorts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pods' ports where this machine does not answer on the pods' addresses: at what their annotations say. Pods are
 * watched from the first such address on, so where there is none this costs nothing. {@link #reach} is confined to the
 * control thread, the rest is safe from any.
 */
final class PodSockets implements AutoCloseable {
    private static final String BY_ADDRESS = "address";

    private final Supplier<Informers> watches;
    private final LocalAddresses local;
    private final Runnable changed;
    private @Nullable Informers informers;
    private volatile @Nullable Informer<Pod> pods;

    /** {@code changed} is called when a pod tells of other ports, on a thread of the client; it must not block. */
    PodSockets(KubernetesClient client, LocalAddresses local, Runnable changed) {
        this.watches = () -> new Informers(client);
        this.local = local;
        this.changed = changed;
    }

    /** {@code port} with its endpoints where they are on this machine. */
    ServicePort reach(ServicePort port) {
        return port.endpoints().stream().allMatch(endpoint -> local.has(endpoint.ip()))
                ? port
                : port.withEndpoints(port.endpoints().stream().map(this::reach).toList());
    }

    private Endpoint reach(Endpoint endpoint) {
        if (local.has(endpoint.ip())) {
            return endpoint;
        }
        watch();
        return find(endpoint);
    }

    /** The endpoint where it is as far as is known. */
    Endpoint find(Endpoint endpoint) {
        Pod pod = pod(endpoint.ip());
        return MappedPorts.of(pod)
                .at(endpoint.address().getPort())
                .map(endpoint::at)
                .orElse(endpoint);
    }

    /** The pod with this address; null if there is none, or pods are not watched. */
    @Nullable
    Pod pod(String ip) {
        Informer<Pod> known = pods;
        List<Pod> found = known == null ? List.of() : known.byIndex(BY_ADDRESS, ip);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Whether the pods there are are known. */
    boolean known() {
        Informer<Pod> known = pods;
        return known != null && known.hasSynced();
    }

    /** Begins to watch pods, if nothing has before. */
    synchronized void watch() {
        if (informers == null) {
            Informers own = watches.get();
            informers = own;
            pods = own.of(Pod.class)
                    .index(BY_ADDRESS, PodSockets::addresses)
                    .onEvents(this::tell, this::tell, pod -> {});
            own.start();
        }
    }

    private void tell(Pod pod) {
        tell(null, pod);
    }

    private void tell(@Nullable Pod before, Pod after) {
        if (!MappedPorts.of(before).equals(MappedPorts.of(after))) {
            changed.run();
        }
    }

    /** Pods of a host's network share its address, and pods that have ended have given theirs back. */
    private static List<String> addresses(Pod pod) {
        if (pod.getStatus() == null
                || pod.getStatus().getPodIP() == null
                || Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
                || List.of("Succeeded", "Failed")
                        .contains(String.valueOf(pod.getStatus().getPhase()))) {
            return List.of();
        }
        return List.of(pod.getStatus().getPodIP());
    }

    @Override
    public synchronized void close() {
        if (informers != null) {
            informers.close();
        }
    }
}
