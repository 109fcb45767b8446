package dev.coracle.apiserver.kinds.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.apiserver.resource.ClusterSettings;
import dev.coracle.machinery.errors.ApiException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceTest {
    private static final String WEB = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default}
            spec:
              selector: {app: web}
              ports: [{port: 80}]
            """;

    private final Kinds services = Kinds.of("", "services");

    private ObjectNode typed(String type) {
        return services.create(WEB + "  type: " + type + "\n");
    }

    private ObjectNode changed(ObjectNode old, String field, Object value) {
        ObjectNode copy = old.deepCopy();
        Kinds.spec(copy).putPOJO(field, value);
        return services.decode(copy.toString());
    }

    @Test
    void fillsInAClusterIpService() {
        ObjectNode spec = Kinds.spec(services.create(WEB));

        String address = spec.path("clusterIP").asText();
        assertThat(address).startsWith("127.96.");
        assertThat(spec.toString())
                .isEqualTo("{\"ports\":[{\"protocol\":\"TCP\",\"port\":80,\"targetPort\":80}],"
                        + "\"selector\":{\"app\":\"web\"},\"clusterIP\":\"" + address + "\",\"clusterIPs\":[\""
                        + address + "\"],\"type\":\"ClusterIP\",\"sessionAffinity\":\"None\","
                        + "\"ipFamilies\":[\"IPv4\"],\"ipFamilyPolicy\":\"SingleStack\","
                        + "\"internalTrafficPolicy\":\"Cluster\"}");
        assertThat(services.write().claims()).containsExactly("/claims/serviceips/" + address);
    }

    @Test
    void fillsInALoadBalancer() {
        ObjectNode spec = Kinds.spec(typed("LoadBalancer"));

        assertThat(spec.path("externalTrafficPolicy").asText()).isEqualTo("Cluster");
        assertThat(spec.path("allocateLoadBalancerNodePorts").asBoolean()).isTrue();
        assertThat(spec.at("/ports/0/nodePort").asInt()).isBetween(30086, 32767);
        assertThat(services.write().claims()).hasSize(2);
    }

    @Test
    void defaultsAreIdempotent() {
        ObjectNode object = typed("LoadBalancer");
        ObjectNode again = object.deepCopy();

        services.strategy().setDefaults(again);

        assertThat(again).isEqualTo(object);
    }

    @Test
    void setsTheTimeoutOfClientAffinity() {
        assertThat(services.create(WEB + "  sessionAffinity: ClientIP\n")
                        .at("/spec/sessionAffinityConfig/clientIP/timeoutSeconds")
                        .asInt())
                .isEqualTo(10800);
    }

    @Test
    void givesEveryServiceItsOwnAddressAboveTheStaticBand() {
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            String address = services.create(WEB).at("/spec/clusterIP").asText();
            assertThat(addresses.add(address)).isTrue();
            assertThat(address).doesNotStartWith("127.96.0.").doesNotEndWith(".255.255");
        }
    }

    @Test
    void takesTheStaticBandWhenNothingElseIsLeft() {
        services.write().with(new ClusterSettings("127.96.0.0/28", 30000, 30001));
        for (int i = 0; i < 14; i++) {
            services.create(WEB);
        }
        assertThat(services.write().claims()).contains("/claims/serviceips/127.96.0.1");
        assertThatThrownBy(() -> services.create(WEB))
                .isInstanceOf(ApiException.class)
                .hasMessage("Internal error occurred: failed to allocate a serviceIP: range is full");
    }

    @Test
    void refusesAddressesItCannotGive() {
        services.create(WEB + "  clusterIP: 127.96.0.10\n");

        assertThatThrownBy(() -> services.create(WEB + "  clusterIP: 127.96.0.10\n"))
                .hasMessage("Service \"web\" is invalid: spec.clusterIPs: Invalid value: [\"127.96.0.10\"]: failed to"
                        + " allocate IP 127.96.0.10: provided IP is already allocated");
        assertThatThrownBy(() -> services.create(WEB + "  clusterIP: 10.0.0.1\n"))
                .hasMessage("Service \"web\" is invalid: spec.clusterIPs: Invalid value: [\"10.0.0.1\"]: failed to"
                        + " allocate IP 10.0.0.1: the provided network does not match the current range");
        assertThatThrownBy(() -> services.create(WEB + "  clusterIP: x\n"))
                .hasMessage("Service \"web\" is invalid: spec.clusterIPs[0]: Invalid value: \"x\": must be a valid IP"
                        + " address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        assertThatThrownBy(() -> services.create(WEB + "  ipFamilyPolicy: RequireDualStack\n"))
                .hasMessage("Service \"web\" is invalid: spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this"
                        + " cluster is not configured for dual-stack services");
    }

    @Test
    void refusesPortsItCannotGive() {
        String nodePort = WEB.replace("{port: 80}", "{port: 80, nodePort: 30001}") + "  type: NodePort\n";
        services.create(nodePort);

        assertThatThrownBy(() -> services.create(nodePort))
                .hasMessage("Service \"web\" is invalid: spec.ports[0].nodePort: Invalid value: 30001: provided port is"
                        + " already allocated");
        assertThatThrownBy(() -> services.create(nodePort.replace("30001", "80")))
                .hasMessage(
                        "Service \"web\" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not"
                                + " in the valid range. The range of valid ports is 30000-32767");
    }

    @Test
    void oneNodePortServesSeveralProtocolsOfAPort() {
        ObjectNode object =
                services.create(WEB.replace("[{port: 80}]", "[{name: t, port: 53}, {name: u, port: 53, protocol: UDP}]")
                        + "  type: NodePort\n");

        assertThat(object.at("/spec/ports/0/nodePort")).isEqualTo(object.at("/spec/ports/1/nodePort"));
    }

    @Test
    void aHeadlessServiceHasNoAddress() {
        ObjectNode object = services.create(WEB + "  clusterIP: None\n");

        assertThat(object.at("/spec/clusterIPs").toString()).isEqualTo("[\"None\"]");
        assertThat(services.write().claims()).isEmpty();
        ObjectNode selectorless = services.create(WEB.replace("  selector: {app: web}\n", "") + "  clusterIP: None\n");
        assertThat(selectorless.at("/spec/ipFamilyPolicy").asText()).isEqualTo("RequireDualStack");
        assertThat(selectorless.at("/spec/ipFamilies").toString()).isEqualTo("[\"IPv4\",\"IPv6\"]");
    }

    @Test
    void checksItsPorts() {
        assertThat(services.refusal(WEB.replace("  ports: [{port: 80}]\n", "")))
                .containsExactly("spec.ports: Required value");
        assertThat(services.refusal(WEB.replace("[{port: 80}]", "[{port: 80}, {port: 80}]")))
                .containsExactly(
                        "spec.ports[0].name: Required value",
                        "spec.ports[1].name: Required value",
                        "spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,"
                                + "\"Port\":80,\"TargetPort\":0,\"NodePort\":0}");
        assertThat(services.refusal(WEB.replace("{port: 80}", "{port: 70000, targetPort: Web, protocol: HTTP}")))
                .containsExactly(
                        "spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive",
                        "spec.ports[0].protocol: Unsupported value: \"HTTP\": supported values: \"SCTP\", \"TCP\","
                                + " \"UDP\"",
                        "spec.ports[0].targetPort: Invalid value: \"Web\": must contain only alpha-numeric characters"
                                + " (a-z, 0-9), and hyphens (-)");
        assertThat(services.refusal(WEB.replace("{port: 80}", "{port: 80, nodePort: 30000}")))
                .containsExactly("spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'");
    }

    @Test
    void checksWhatDoesNotGoTogether() {
        assertThat(services.refusal(WEB + "  type: Cloud\n"))
                .containsExactly("spec.type: Unsupported value: \"Cloud\": supported values: \"ClusterIP\","
                        + " \"ExternalName\", \"LoadBalancer\", \"NodePort\"");
        assertThat(services.refusal(WEB + "  externalTrafficPolicy: Local\n"))
                .containsExactly("spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for"
                        + " externally-accessible services");
        assertThat(services.refusal(WEB + "  type: NodePort\n  clusterIP: None\n"))
                .containsExactly("spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort"
                        + " services");
        assertThat(services.refusal(WEB + "  type: ExternalName\n"))
                .containsExactly("spec.externalName: Required value");
        assertThat(services.refusal(WEB + "  sessionAffinity: Cookie\n"))
                .containsExactly("spec.sessionAffinity: Unsupported value: \"Cookie\": supported values: \"ClientIP\","
                        + " \"None\"");
    }

    @Test
    void keepsWhatWasAllocatedWhenAClientLeavesItOut() {
        ObjectNode old = typed("LoadBalancer");
        ObjectNode again = services.decode(WEB + "  type: LoadBalancer\n");

        assertThat(services.update(again, old)).isEmpty();

        assertThat(Kinds.spec(again).get("clusterIP")).isEqualTo(Kinds.spec(old).get("clusterIP"));
        assertThat(again.at("/spec/ports/0/nodePort")).isEqualTo(old.at("/spec/ports/0/nodePort"));
    }

    @Test
    void keepsItsAddressForEver() {
        ObjectNode old = services.create(WEB);

        assertThat(services.update(changed(old, "clusterIP", "127.96.9.9"), old))
                .containsExactly("spec.clusterIPs[0]: Invalid value: [\"127.96.9.9\"]: may not change once set");
    }

    @Test
    void givesPortsBackWhenTheTypeNeedsNone() {
        ObjectNode old = typed("LoadBalancer");
        old.putObject("status")
                .putObject("loadBalancer")
                .putArray("ingress")
                .addObject()
                .put("ip", "127.97.0.1");
        ObjectNode now = changed(old, "type", "ClusterIP");

        assertThat(services.update(now, old)).isEmpty();

        assertThat(Kinds.spec(now).has("allocateLoadBalancerNodePorts")).isFalse();
        assertThat(Kinds.spec(now).has("externalTrafficPolicy")).isFalse();
        assertThat(now.at("/spec/ports/0").has("nodePort")).isFalse();
        assertThat(now.path("status").toString()).isEqualTo("{\"loadBalancer\":{}}");
        assertThat(services.write().claims()).hasSize(1);

        ObjectNode back = changed(now, "type", "NodePort");
        assertThat(services.update(back, now)).isEmpty();
        assertThat(back.at("/spec/ports/0/nodePort").asInt()).isGreaterThan(30000);
        assertThat(services.write().claims()).hasSize(2);
    }

    @Test
    void givesItsAddressBackWhenItBecomesAName() {
        ObjectNode old = services.create(WEB);
        ObjectNode named = changed(old, "type", "ExternalName");
        Kinds.spec(named).put("externalName", "example.com");

        assertThat(services.update(named, old)).isEmpty();
        assertThat(Kinds.spec(named).has("clusterIP")).isFalse();
        assertThat(services.write().claims()).isEmpty();

        ObjectNode back = changed(named, "type", "ClusterIP");
        assertThat(services.update(back, named)).isEmpty();
        assertThat(back.at("/spec/clusterIP").asText()).startsWith("127.96.");
        assertThat(services.write().claims()).hasSize(1);
    }

    @Test
    void localTrafficNeedsAHealthCheckPort() {
        ObjectNode object = services.create(WEB + "  type: LoadBalancer\n  externalTrafficPolicy: Local\n");

        assertThat(object.at("/spec/healthCheckNodePort").asInt()).isBetween(30086, 32767);
        assertThat(services.write().claims()).hasSize(3);
    }

    @Test
    void anAddressInTheStatusGetsAMode() {
        ObjectNode old = typed("LoadBalancer");
        ObjectNode now = old.deepCopy();
        now.putObject("status")
                .putObject("loadBalancer")
                .putArray("ingress")
                .addObject()
                .put("ip", "127.97.0.1");

        assertThat(services.updateStatus(now, old)).isEmpty();
        assertThat(now.at("/status/loadBalancer/ingress/0/ipMode").asText()).isEqualTo("VIP");
    }

    @Test
    void printsTheColumnsOfARealServer() {
        assertThat(services.headings())
                .containsExactly("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector*");
        String base = "metadata: {name: web}\nspec: {clusterIPs: [127.96.0.5], selector: {b: '2', a: '1'}, ";
        assertThat(services.cells(base + "type: ClusterIP, ports: [{port: 80, protocol: TCP}]}"))
                .containsExactly("web", "ClusterIP", "127.96.0.5", "<none>", "80/TCP", "<unknown>", "a=1,b=2");
        assertThat(services.cells(base + "type: LoadBalancer, ports: [{port: 80, protocol: TCP, nodePort: 31000}]}"))
                .containsSubsequence("LoadBalancer", "127.96.0.5", "<pending>", "80:31000/TCP");
        assertThat(services.cells(base + "type: LoadBalancer}\nstatus: {loadBalancer: {ingress: [{ip: 127.97.0.1}]}}"))
                .containsSubsequence("127.97.0.1", "<none>");
        assertThat(services.cells("metadata: {name: ext}\nspec: {type: ExternalName, externalName: example.com}"))
                .containsExactly("ext", "ExternalName", "<none>", "example.com", "<none>", "<unknown>", "<none>");
    }
}
