package dev.coracle.apiserver.kinds.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.machinery.tree.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodDefaultsTest {
    private final Kinds pods = Pods.kind();

    @Test
    void fillsInWhatARealServerFillsIn() {
        ObjectNode pod = Pods.create(pods, "", "");

        String expected = """
                spec:
                  containers:
                  - name: c
                    image: nginx:1
                    imagePullPolicy: IfNotPresent
                    terminationMessagePath: /dev/termination-log
                    terminationMessagePolicy: File
                    resources: {}
                  serviceAccountName: default
                  serviceAccount: default
                  priority: 0
                  preemptionPolicy: PreemptLowerPriority
                  tolerations:
                  - {effect: NoExecute, key: node.kubernetes.io/not-ready, operator: Exists, tolerationSeconds: 300}
                  - {effect: NoExecute, key: node.kubernetes.io/unreachable, operator: Exists, tolerationSeconds: 300}
                  restartPolicy: Always
                  dnsPolicy: ClusterFirst
                  schedulerName: default-scheduler
                  terminationGracePeriodSeconds: 30
                  securityContext: {}
                  enableServiceLinks: true
                """;
        assertThat(Tree.same(pod.path("spec"), pods.decode(expected).path("spec")))
                .as(pod.toString())
                .isTrue();
        assertThat(pod.path("status").toString()).isEqualTo("{\"phase\":\"Pending\",\"qosClass\":\"BestEffort\"}");
    }

    @Test
    void defaultsAreIdempotent() {
        ObjectNode pod = Pods.create(
                pods,
                "livenessProbe: {httpGet: {port: 80}}, resources: {limits: {cpu: 0.5, memory: 1024Mi}}",
                "volumes: [{name: v}, {name: s, secret: {secretName: x}}], hostNetwork: true");
        ObjectNode again = pod.deepCopy();

        pods.strategy().setDefaults(again);

        assertThat(again).isEqualTo(pod);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "nginx:1.14, IfNotPresent",
        "host:5000/nginx, Always",
        "host:5000/nginx:1, IfNotPresent",
        "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, IfNotPresent",
        "nginx:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, Always",
        "Host.example/team_a/web__app--x, Always",
        "[::1]:5000/nginx, Always"
    })
    void pullsByTag(String image, String policy) {
        assertThat(ContainerDefaults.pullPolicy(image)).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<YOUR-CONTAINER>",
                "ko://example.com/app",
                "Nginx",
                "nginx:latest@sha256:abc",
                "nginx:",
                "a..b",
                "",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void whatIsNoImagesNameIsNotPulledAgain(String image) {
        assertThat(ContainerDefaults.pullPolicy(image)).isEqualTo("IfNotPresent");
    }

    @Test
    void fillsInProbesAndReferences() {
        ObjectNode pod = Pods.create(
                pods,
                "readinessProbe: {httpGet: {port: web}}, ports: [{name: web, containerPort: 80}],"
                        + " lifecycle: {preStop: {httpGet: {port: 80}}},"
                        + " env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}},"
                        + " {name: B, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]",
                "");

        assertThat(pod.at("/spec/containers/0/readinessProbe").toString())
                .isEqualTo("{\"httpGet\":{\"path\":\"/\",\"port\":\"web\",\"scheme\":\"HTTP\"},\"timeoutSeconds\":1,"
                        + "\"periodSeconds\":10,\"successThreshold\":1,\"failureThreshold\":3}");
        assertThat(pod.at("/spec/containers/0/lifecycle/preStop/httpGet/scheme").asText())
                .isEqualTo("HTTP");
        assertThat(pod.at("/spec/containers/0/env/0/valueFrom/fieldRef/apiVersion")
                        .asText())
                .isEqualTo("v1");
        assertThat(pod.at("/spec/containers/0/env/1/valueFrom/resourceFieldRef/divisor")
                        .asText())
                .isEqualTo("0");
    }

    @Test
    void fillsInVolumes() {
        ObjectNode pod = Pods.create(
                pods, "", "volumes: [{name: a}, {name: b, configMap: {name: x}}, {name: c, hostPath: {path: /x}}]");

        assertThat(pod.at("/spec/volumes").toString())
                .isEqualTo("[{\"name\":\"a\",\"emptyDir\":{}},{\"name\":\"b\",\"configMap\":{\"name\":\"x\","
                        + "\"defaultMode\":420}},{\"name\":\"c\",\"hostPath\":{\"path\":\"/x\",\"type\":\"\"}}]");
    }

    @Test
    void requestsWhatIsLimitedAndTakesHostPorts() {
        ObjectNode pod = Pods.create(
                pods,
                "resources: {limits: {cpu: 1, memory: 64Mi}, requests: {cpu: 100m}}, ports: [{containerPort: 80}]",
                "hostNetwork: true");

        assertThat(pod.at("/spec/containers/0/resources/requests").toString())
                .isEqualTo("{\"cpu\":\"100m\",\"memory\":\"64Mi\"}");
        assertThat(pod.at("/spec/containers/0/ports/0/hostPort").asInt()).isEqualTo(80);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|BestEffort",
                "{requests: {cpu: 1}}|Burstable",
                "{limits: {cpu: 1}}|Burstable",
                "{limits: {cpu: 1, memory: 1Gi}}|Guaranteed",
                "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m}}|Guaranteed",
                "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}}|Burstable",
                "{requests: {ephemeral-storage: 1Gi}}|BestEffort"
            })
    void computesTheQosClass(String resources, String qosClass) {
        assertThat(Pods.create(pods, "resources: " + resources, "")
                        .at("/status/qosClass")
                        .asText())
                .isEqualTo(qosClass);
    }

    @Test
    void aGatedPodSaysSoFromTheStart() {
        assertThat(Pods.create(pods, "", "schedulingGates: [{name: a.b/c}]")
                        .at("/status/conditions/0/reason")
                        .asText())
                .isEqualTo("SchedulingGated");
    }
}
