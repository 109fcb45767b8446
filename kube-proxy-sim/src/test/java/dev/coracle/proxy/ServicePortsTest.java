package dev.coracle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServicePortsTest {
    private static final List<String> NODE_ADDRESSES = List.of("127.0.0.1", "127.0.1.1");

    @Test
    void listensOnEveryAddressOfTheService() {
        Service service = new ServiceBuilder(service())
                .editSpec()
                .withType("LoadBalancer")
                .withExternalIPs("127.99.0.1", "203.0.113.7")
                .editFirstPort()
                .withNodePort(30080)
                .endPort()
                .endSpec()
                .withNewStatus()
                .withNewLoadBalancer()
                .addNewIngress()
                .withIp("127.97.0.1")
                .endIngress()
                .addNewIngress()
                .withHostname("elsewhere.example")
                .endIngress()
                .endLoadBalancer()
                .endStatus()
                .build();
        ServicePort port = only(service, slice("a", ready("127.244.0.2")));
        assertThat(port.name()).hasToString("default/web:http/TCP");
        assertThat(port.nodePort()).isEqualTo(30080);
        assertThat(port.addresses())
                .extracting(ListenAddress::toString)
                .containsExactlyInAnyOrder(
                        "127.96.0.20:80/TCP",
                        "127.99.0.1:80/TCP",
                        "127.97.0.1:80/TCP",
                        "127.0.0.1:30080/TCP",
                        "127.0.1.1:30080/TCP");
        assertThat(port.endpoints()).extracting(Endpoint::toString).containsExactly("127.244.0.2:8080");
    }

    @Test
    void headlessAndExternalNameServicesHaveNoPorts() {
        Service headless = new ServiceBuilder(service())
                .editSpec()
                .withClusterIP("None")
                .withClusterIPs("None")
                .endSpec()
                .build();
        Service external = new ServiceBuilder(service())
                .editSpec()
                .withType("ExternalName")
                .withClusterIP(null)
                .endSpec()
                .build();
        assertThat(ServicePorts.of(headless, List.of(), NODE_ADDRESSES)).isEmpty();
        assertThat(ServicePorts.of(external, List.of(), NODE_ADDRESSES)).isEmpty();
    }

    @Test
    void prefersReadyEndpointsAndFallsBackToServingTerminatingOnes() {
        EndpointState ready = ready("127.244.0.2");
        EndpointState starting = new EndpointState("127.244.0.3", false, false, false);
        EndpointState draining = new EndpointState("127.244.0.4", false, true, true);
        EndpointState dead = new EndpointState("127.244.0.5", false, false, true);
        EndpointState unsaid = new EndpointState("127.244.0.6", null, null, null);
        assertThat(endpoints(slice("a", ready, starting, draining, dead, unsaid)))
                .containsExactly("127.244.0.2:8080", "127.244.0.6:8080");
        assertThat(endpoints(slice("a", starting, draining, dead))).containsExactly("127.244.0.4:8080");
        assertThat(endpoints(slice("a", starting, dead))).isEmpty();
    }

    @Test
    void joinsSlicesByNameAndDropsDuplicates() {
        assertThat(endpoints(
                        slice("b", ready("127.244.0.3"), ready("127.244.0.2")),
                        slice("a", ready("127.244.0.2"), ready("127.244.0.1"))))
                .containsExactly("127.244.0.2:8080", "127.244.0.1:8080", "127.244.0.3:8080");
    }

    @Test
    void ignoresSlicesOfAnotherPortProtocolOrFamily() {
        EndpointSlice otherPort = new EndpointSliceBuilder(slice("a", ready("127.244.0.2")))
                .editFirstPort()
                .withName("https")
                .endPort()
                .build();
        EndpointSlice otherProtocol = new EndpointSliceBuilder(slice("a", ready("127.244.0.2")))
                .editFirstPort()
                .withProtocol("UDP")
                .endPort()
                .build();
        EndpointSlice ipv6 = new EndpointSliceBuilder(slice("a", ready("::1")))
                .withAddressType("IPv6")
                .build();
        assertThat(endpoints(otherPort, otherProtocol, ipv6)).isEmpty();
    }

    @Test
    void readsSessionAffinityWithItsTimeout() {
        Service sticky = new ServiceBuilder(service())
                .editSpec()
                .withSessionAffinity("ClientIP")
                .endSpec()
                .build();
        assertThat(only(sticky).affinity()).isEqualTo(Optional.of(Duration.ofHours(3)));
        Service timed = new ServiceBuilder(sticky)
                .editSpec()
                .withNewSessionAffinityConfig()
                .withNewClientIP(7)
                .endSessionAffinityConfig()
                .endSpec()
                .build();
        assertThat(only(timed).affinity()).isEqualTo(Optional.of(Duration.ofSeconds(7)));
        assertThat(only(service()).affinity()).isEmpty();
    }

    @Test
    void namesThePortsItCannotCarry() {
        Service sctp = new ServiceBuilder(service())
                .editSpec()
                .addNewPort()
                .withName("diameter")
                .withPort(3868)
                .withProtocol("SCTP")
                .endPort()
                .endSpec()
                .build();
        assertThat(ServicePorts.unsupported(sctp)).containsExactly("3868/SCTP");
        assertThat(ServicePorts.of(sctp, List.of(), NODE_ADDRESSES)).hasSize(1);
    }

    private static List<String> endpoints(EndpointSlice... slices) {
        return only(service(), slices).endpoints().stream()
                .map(Endpoint::toString)
                .toList();
    }

    private static ServicePort only(Service service, EndpointSlice... slices) {
        List<ServicePort> ports = ServicePorts.of(service, List.of(slices), NODE_ADDRESSES);
        assertThat(ports).hasSize(1);
        return ports.get(0);
    }

    private static Service service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("127.96.0.20")
                .withClusterIPs("127.96.0.20")
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }

    private static EndpointState ready(String ip) {
        return new EndpointState(ip, true, true, false);
    }

    private static EndpointSlice slice(String name, EndpointState... endpoints) {
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(8080)
                .endPort();
        for (EndpointState endpoint : endpoints) {
            slice.addNewEndpoint()
                    .withAddresses(endpoint.ip())
                    .withNewConditions()
                    .withReady(endpoint.ready())
                    .withServing(endpoint.serving())
                    .withTerminating(endpoint.terminating())
                    .endConditions()
                    .endEndpoint();
        }
        return slice.build();
    }

    private record EndpointState(
            String ip,
            @Nullable Boolean ready,
            @Nullable Boolean serving,
            @Nullable Boolean terminating) {}
}
