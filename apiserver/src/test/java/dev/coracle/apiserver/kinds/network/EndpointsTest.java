package dev.coracle.apiserver.kinds.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private final Kinds endpoints = Kinds.of("", "endpoints");
    private final Kinds slices = Kinds.of("discovery.k8s.io", "endpointslices");

    @Test
    void takesTheLoopbackAddressesThePodsHave() {
        ObjectNode object = endpoints.create(
                "metadata: {name: a}\nsubsets: [{addresses: [{ip: 127.244.0.3}], ports: [{port: 80}]}]");

        assertThat(object.at("/subsets/0/ports/0/protocol").asText()).isEqualTo("TCP");
    }

    @Test
    void checksSubsets() {
        assertThat(endpoints.refusal("metadata: {name: a}\nsubsets: [{ports: [{port: 0}]}]"))
                .containsExactly(
                        "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`",
                        "subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive");
        assertThat(endpoints.refusal("metadata: {name: a}\nsubsets: [{addresses: [{ip: 169.254.0.1}, {ip: 1.2.3}]}]"))
                .containsExactly(
                        "subsets[0].addresses[0].ip: Invalid value: \"169.254.0.1\": may not be in the link-local range"
                                + " (169.254.0.0/16, fe80::/10)",
                        "subsets[0].addresses[1].ip: Invalid value: \"1.2.3\": must be a valid IP address, (e.g. 10.9.8.7"
                                + " or 2001:db8::ffff)",
                        "subsets[0].addresses[1].ip: Invalid value: \"1.2.3\": must be a valid IP address");
    }

    @Test
    void printsThreeEndpointsAndHowManyMore() {
        assertThat(endpoints.cells("metadata: {name: a}")).containsExactly("a", "<none>", "<unknown>");
        assertThat(endpoints.cells("metadata: {name: a}\nsubsets: [{addresses: [{ip: 1.0.0.1}, {ip: 1.0.0.2}],"
                        + " ports: [{port: 80}, {port: 443}]}]"))
                .containsExactly("a", "1.0.0.1:80,1.0.0.2:80,1.0.0.1:443 + 1 more...", "<unknown>");
    }

    @Test
    void fillsInAndChecksSlices() {
        ObjectNode slice =
                slices.create("metadata: {name: a}\naddressType: IPv4\nendpoints: [{addresses: [127.244.0.3]}]\n"
                        + "ports: [{port: 80}]");

        assertThat(slice.path("ports").toString()).isEqualTo("[{\"name\":\"\",\"protocol\":\"TCP\",\"port\":80}]");
        assertThat(slices.update(slices.decode("metadata: {name: a}\naddressType: IPv6\nendpoints: []"), slice))
                .containsExactly("addressType: Invalid value: \"IPv6\": field is immutable");
        assertThat(slices.refusal(
                        "metadata: {name: a}\naddressType: IPv4\nendpoints: [{addresses: ['::2']}, {addresses: []}]"))
                .containsExactly(
                        "endpoints[0].addresses: Invalid value: \"::2\": must be an IPv4 address",
                        "endpoints[1].addresses: Required value: must contain at least 1 address");
    }

    @Test
    void printsSlices() {
        assertThat(slices.headings()).containsExactly("Name", "AddressType", "Ports", "Endpoints", "Age");
        assertThat(slices.cells("metadata: {name: a}\naddressType: IPv4\nendpoints: []"))
                .containsExactly("a", "IPv4", "<unset>", "<unset>", "<unknown>");
        assertThat(slices.cells("metadata: {name: a}\naddressType: IPv4\nports: [{port: 80}, {name: x}]\nendpoints:"
                        + " [{addresses: [1.0.0.1]}, {addresses: [1.0.0.2]}, {addresses: [1.0.0.3]},"
                        + " {addresses: [1.0.0.4]}]"))
                .containsExactly("a", "IPv4", "80,x", "1.0.0.1,1.0.0.2,1.0.0.3 + 1 more...", "<unknown>");
    }
}
