package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import org.junit.jupiter.api.Test;

class KubernetesClientsTest {
    /** What a server says of a Service without pods. */
    @Test
    void readsNullForAListAsAnEmptyOne() {
        try (KubernetesClient client = KubernetesClients.forServer(URI.create("http://127.0.0.1:1"), "test")) {
            EndpointSlice slice = client.getKubernetesSerialization().unmarshal("""
                            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"a","labels":null},
                             "addressType":"IPv4","endpoints":null,"ports":null}""", EndpointSlice.class);

            assertThat(slice.getEndpoints()).isEmpty();
            assertThat(slice.getPorts()).isEmpty();
            assertThat(slice.getMetadata().getLabels()).isEmpty();
        }
    }
}
