package dev.coracle.dns;

import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the server the endpoint of the Service {@code kube-dns}, which has no selector and is made here like any add-on's
 * where there is none: an EndpointSlice, and Endpoints
 * for those who still read them. The ports bear the names the Service gives them.
 */
final class DnsEndpoints {
    static final ObjectKey SERVICE = new ObjectKey("kube-system", "kube-dns");

    private static final Logger log = LoggerFactory.getLogger(DnsEndpoints.class);
    private static final String SLICE = "kube-dns-coracle";
    private static final String MANAGED_BY = "coracle-dns";
    private static final Duration SERVICE_POLL = Duration.ofSeconds(1);
    private static final int DNS_PORT = 53;

    private final KubernetesClient client;
    private final Supplier<InetSocketAddress> address;

    DnsEndpoints(KubernetesClient client, Supplier<InetSocketAddress> address) {
        this.client = client;
        this.address = address;
    }

    /** A reconciler: writes both objects, and the Service where there is none; asks to come back where it cannot be made. */
    Outcome publish(ObjectKey key) {
        Service known = client.services()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        Service service = known == null ? create() : known;
        if (service == null) {
            return Outcome.requeueAfter(SERVICE_POLL);
        }
        client.resource(slice(service)).createOr(NonDeletingOperation::update);
        client.resource(endpoints(service)).createOr(NonDeletingOperation::update);
        return Outcome.done();
    }

    private @Nullable Service create() {
        Service kubernetes =
                client.services().inNamespace("default").withName("kubernetes").get();
        if (kubernetes == null) {
            log.debug("no address for the Service {}: the cluster has no Service kubernetes yet", SERVICE);
            return null;
        }
        try {
            return client.resource(service(tenth(kubernetes.getSpec().getClusterIP())))
                    .create();
        } catch (KubernetesClientException refused) {
            log.warn("the Service {} cannot be made, trying again: {}", SERVICE, refused.getMessage());
            return null;
        }
    }

    private static Service service(@Nullable String clusterIp) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(SERVICE.namespace())
                .withName(SERVICE.name())
                .addToLabels("k8s-app", SERVICE.name())
                .addToLabels("kubernetes.io/cluster-service", "true")
                .addToLabels("kubernetes.io/name", "CoreDNS")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(clusterIp)
                .addNewPort()
                .withName("dns")
                .withProtocol("UDP")
                .withPort(DNS_PORT)
                .endPort()
                .addNewPort()
                .withName("dns-tcp")
                .withProtocol("TCP")
                .withPort(DNS_PORT)
                .endPort()
                .endSpec()
                .build();
    }

    /** kubeadm's convention: {@code kubernetes} has the first address of the range and DNS the tenth. */
    static @Nullable String tenth(@Nullable String first) {
        byte[] address = first == null ? null : NetUtil.createByteArrayFromIpAddressString(first);
        if (address == null || address.length != 4) {
            return null;
        }
        int tenth = ByteBuffer.wrap(address).getInt() + 9;
        return NetUtil.bytesToIpAddress(ByteBuffer.allocate(4).putInt(tenth).array());
    }

    private EndpointSlice slice(Service service) {
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withMetadata(metadata(service, SLICE)
                        .addToLabels("kubernetes.io/service-name", SERVICE.name())
                        .addToLabels("endpointslice.kubernetes.io/managed-by", MANAGED_BY)
                        .build())
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(address.get().getAddress().getHostAddress())
                .withNewConditions()
                .withReady(true)
                .withServing(true)
                .withTerminating(false)
                .endConditions()
                .endEndpoint();
        for (ServicePort port : service.getSpec().getPorts()) {
            slice.addNewPort()
                    .withName(port.getName())
                    .withProtocol(port.getProtocol())
                    .withPort(address.get().getPort())
                    .endPort();
        }
        return slice.build();
    }

    private Endpoints endpoints(Service service) {
        ObjectMeta metadata = metadata(service, SERVICE.name())
                // The slice above is the mirror already.
                .addToLabels("endpointslice.kubernetes.io/skip-mirror", "true")
                .build();
        var subset = new EndpointsBuilder()
                .withMetadata(metadata)
                .addNewSubset()
                .addNewAddress()
                .withIp(address.get().getAddress().getHostAddress())
                .endAddress();
        for (ServicePort port : service.getSpec().getPorts()) {
            subset.addNewPort()
                    .withName(port.getName())
                    .withProtocol(port.getProtocol())
                    .withPort(address.get().getPort())
                    .endPort();
        }
        return subset.endSubset().build();
    }

    private static ObjectMetaBuilder metadata(Service service, String name) {
        return new ObjectMetaBuilder()
                .withNamespace(SERVICE.namespace())
                .withName(name)
                .addToLabels("k8s-app", "kube-dns")
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Service")
                .withName(service.getMetadata().getName())
                .withUid(service.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference();
    }
}
