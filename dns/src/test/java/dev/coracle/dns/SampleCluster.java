package dev.coracle.dns;

import dev.coracle.client.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A zone with one Service of every sort, as the specification's examples and CoreDNS's tests have them. */
final class SampleCluster {
    static final String ZONE = "cluster.local";
    static final int TTL = 30;
    static final int SERIAL = 1_499_347_823;

    final ServiceIndex index = new ServiceIndex(ZONE);
    final Zones zones = new Zones(index, ZONE, TTL);

    SampleCluster() {
        index.addNamespace("default");
        index.addNamespace("kube-system");
        index.addNamespace("empty");
        put(clusterIp("kube-system", "kube-dns", "127.96.0.10", "dns", 53));
        put(clusterIp("default", "web", "127.96.0.20", "http", 80), slice(true, "127.244.0.7", "web-0"));
        put(clusterIp("default", "unnamed", "127.96.0.21", null, 80));
        put(clusterIp("default", "dual", "127.96.0.22", "http", 80, "fd00::22"));
        put(
                headless("pets", false),
                slice(true, "127.244.0.2", "my-pet"),
                slice(true, "127.244.0.3", null),
                slice(false, "127.244.0.4", "sick-pet"));
        put(headless("starting", false), slice(false, "127.244.0.5", null));
        put(headless("eager", true), slice(false, "127.244.0.6", null));
        put(headless("portless", false), withoutPorts(slice(true, "127.244.0.8", null)));
        put(external("outside", "www.example.com"));
        put(external("alias", "web.default.svc.cluster.local"));
        put(external("loop", "loop.default.svc.cluster.local"));
        put(external("address", "192.0.2.7"));
    }

    void put(Service service, EndpointSlice... slices) {
        ServiceRecords records = ServiceRecords.of(service, List.of(slices), ZONE, TTL);
        index.put(ObjectKey.of(service), records, SERIAL);
    }

    static Service clusterIp(
            String namespace, String name, String ip, @Nullable String portName, int port, String... moreIps) {
        ServiceBuilder service = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP(ip)
                .withClusterIPs(ip)
                .addToClusterIPs(moreIps)
                .addNewPort()
                .withName(portName)
                .withPort(port)
                .withProtocol("TCP")
                .endPort()
                .endSpec();
        return service.build();
    }

    static Service headless(String name, boolean publishNotReady) {
        return new ServiceBuilder(clusterIp("default", name, "None", "http", 80))
                .editSpec()
                .withPublishNotReadyAddresses(publishNotReady)
                .endSpec()
                .build();
    }

    static Service external(String name, String target) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName(target)
                .endSpec()
                .build();
    }

    static EndpointSlice slice(boolean ready, String ip, @Nullable String hostname) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("slice-" + ip)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(ip)
                .withHostname(hostname)
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .endEndpoint()
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(8080)
                .endPort()
                .build();
    }

    private static EndpointSlice withoutPorts(EndpointSlice slice) {
        return new EndpointSliceBuilder(slice).withPorts(List.of()).build();
    }

    /** A headless Service with so many pods that their addresses exceed a plain UDP message. */
    void putCrowd(int pods) {
        EndpointSlice[] slices = new EndpointSlice[pods];
        for (int i = 0; i < pods; i++) {
            slices[i] = slice(true, "127.244." + (1 + i / 250) + "." + (1 + i % 250), null);
        }
        put(headless("crowd", false), slices);
    }
}
