package dev.coracle.apiserver.kinds.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.kinds.Kinds;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PodValidationTest {
    private static final String LABEL_RULE =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
                    + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String C = "spec.containers[0].";

    private final Kinds pods = Pods.kind();

    private static Arguments container(String fields, String... errors) {
        return Arguments.of(fields, "", List.of(errors));
    }

    private static Arguments spec(String fields, String... errors) {
        return Arguments.of("", fields, List.of(errors));
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                container("ports: [{containerPort: 0}]", C + "ports[0].containerPort: Required value"),
                container(
                        "ports: [{containerPort: 70000, hostPort: -1}]",
                        C + "ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
                        C + "ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive"),
                container(
                        "ports: [{name: web, containerPort: 1}, {name: web, containerPort: 2}]",
                        C + "ports[1].name: Duplicate value: \"web\""),
                container(
                        "ports: [{name: a-very-long-name-it-is, containerPort: 1}]",
                        C
                                + "ports[0].name: Invalid value: \"a-very-long-name-it-is\": must be no more than 15 characters"),
                container("env: [{value: x}]", C + "env[0].name: Required value"),
                container(
                        "env: [{name: 'A=B'}]",
                        C
                                + "env[0].name: Invalid value: \"A=B\": a valid environment variable name must consist only of"
                                + " printable ASCII characters other than '='"),
                container(
                        "env: [{name: A, value: x, valueFrom: {secretKeyRef: {name: s, key: k}}}]",
                        C + "env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty"),
                container(
                        "env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.foo}}}]",
                        C
                                + "env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.foo\": error converting fieldPath:"
                                + " field label not supported: spec.foo"),
                container(
                        "env: [{name: A, valueFrom: {configMapKeyRef: {name: m}}}]",
                        C + "env[0].valueFrom.configMapKeyRef.key: Required value"),
                container(
                        "envFrom: [{}]",
                        C + "envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`"),
                container("envFrom: [{configMapRef: {}}]", C + "envFrom[0].configMapRef.name: Required value"),
                container("volumeMounts: [{name: v, mountPath: /x}]", C + "volumeMounts[0].name: Not found: \"v\""),
                container(
                        "imagePullPolicy: Sometimes",
                        C + "imagePullPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\","
                                + " \"IfNotPresent\", \"Never\""),
                container(
                        "resources: {limits: {cpu: 1}, requests: {cpu: 2}}",
                        C + "resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"),
                container(
                        "resources: {limits: {memory: -1}}",
                        C + "resources.limits[memory]: Invalid value: \"-1\": must be greater than or equal to 0",
                        C + "resources.requests[memory]: Invalid value: \"-1\": must be greater than or equal to 0"),
                container(
                        "resources: {requests: {apples: 1}}",
                        C + "resources.requests[apples]: Invalid value: \"apples\": must be a standard resource type or"
                                + " fully qualified",
                        C + "resources.requests[apples]: Invalid value: \"apples\": must be a standard resource for"
                                + " containers"),
                container(
                        "resources: {limits: {example.com/gpu: 2}, requests: {example.com/gpu: 1}}",
                        C + "resources.requests: Invalid value: \"1\": must be equal to example.com/gpu limit of 2"),
                container("livenessProbe: {}", C + "livenessProbe: Required value: must specify a handler type"),
                container(
                        "livenessProbe: {tcpSocket: {port: 80}, exec: {command: [x]}, successThreshold: 2}",
                        C + "livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type",
                        C + "livenessProbe.successThreshold: Invalid value: 2: must be 1"),
                container(
                        "readinessProbe: {httpGet: {port: 0, scheme: FTP}, periodSeconds: -1}",
                        C + "readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive",
                        C + "readinessProbe.httpGet.scheme: Unsupported value: \"FTP\": supported values: \"HTTP\","
                                + " \"HTTPS\"",
                        C + "readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0"),
                container("lifecycle: {preStop: {exec: {}}}", C + "lifecycle.preStop.exec.command: Required value"),
                container(
                        "securityContext: {runAsUser: -1}",
                        C
                                + "securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"),
                container(
                        "terminationMessagePolicy: Mail",
                        C + "terminationMessagePolicy: Unsupported value: \"Mail\": supported values: \"File\","
                                + " \"FallbackToLogsOnError\""),
                spec(
                        "restartPolicy: Sometimes",
                        "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\","
                                + " \"OnFailure\", \"Never\""),
                spec(
                        "dnsPolicy: None",
                        "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"),
                spec("hostname: a.b", "spec.hostname: Invalid value: \"a.b\": must not contain dots"),
                spec(
                        "activeDeadlineSeconds: 0",
                        "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"),
                spec("volumes: [{name: V, emptyDir: {}}]", "spec.volumes[0].name: Invalid value: \"V\": " + LABEL_RULE),
                spec(
                        "volumes: [{name: v, emptyDir: {}, secret: {secretName: s}}]",
                        "spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type"),
                spec("volumes: [{name: v, secret: {}}]", "spec.volumes[0].secret.secretName: Required value"),
                spec(
                        "volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]",
                        "spec.volumes[1].name: Duplicate value: \"v\""),
                spec(
                        "tolerations: [{operator: Equal}]",
                        "spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is"
                                + " empty, which means \"match all values and all keys\""),
                spec(
                        "tolerations: [{key: a, operator: Is, effect: Go}]",
                        "spec.tolerations[0].operator: Unsupported value: \"Is\": supported values: \"Equal\","
                                + " \"Exists\"",
                        "spec.tolerations[0].effect: Unsupported value: \"Go\": supported values: \"NoSchedule\","
                                + " \"PreferNoSchedule\", \"NoExecute\""),
                spec(
                        "topologySpreadConstraints: [{maxSkew: 0, whenUnsatisfiable: Maybe}]",
                        "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
                        "spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty",
                        "spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"Maybe\": supported"
                                + " values: \"DoNotSchedule\", \"ScheduleAnyway\""),
                spec(
                        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                                + " []}}}",
                        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms:"
                                + " Required value: must have at least one node selector term"),
                spec(
                        "affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101,"
                                + " podAffinityTerm: {topologyKey: a}}]}}",
                        "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid"
                                + " value: 101: must be in the range 1-100"),
                spec("initContainers: [{name: c, image: x}]", "spec.initContainers[0].name: Duplicate value: \"c\""),
                spec(
                        "initContainers: [{name: i, image: x, livenessProbe: {tcpSocket: {port: 1}}}]",
                        "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without"
                                + " restartPolicy=Always"),
                spec(
                        "ephemeralContainers: [{name: e, image: x}]",
                        "spec.ephemeralContainers: Forbidden: cannot be set on create"),
                spec(
                        "os: {name: beos}",
                        "spec.os: Unsupported value: \"beos\": supported values: \"linux\", \"windows\""));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhatARealServerSays(String container, String spec, List<String> errors) {
        assertThat(pods.refusal(Pods.manifest(container, spec))).containsExactlyElementsOf(errors);
    }

    @Test
    void asksForContainersWithNamesAndImages() {
        assertThat(pods.refusal("metadata: {name: web}\nspec: {}")).containsExactly("spec.containers: Required value");
        assertThat(pods.refusal("metadata: {name: web}\nspec: {containers: [{name: ''}]}"))
                .containsExactly("spec.containers[0].name: Required value", "spec.containers[0].image: Required value");
        assertThat(pods.refusal("metadata: {name: web}\nspec: {containers: [{name: A_b, image: ' x'}]}"))
                .containsExactly(
                        "spec.containers[0].name: Invalid value: \"A_b\": " + LABEL_RULE,
                        "spec.containers[0].image: Invalid value: \" x\": must not have leading or trailing whitespace");
    }

    @Test
    void takesARichPod() {
        assertThat(pods.refusal(Pods.manifest(
                        "ports: [{name: web, containerPort: 80}], env: [{name: A, value: '1'}], volumeMounts: [{name: v,"
                                + " mountPath: /data, subPath: a}], resources: {limits: {cpu: 1, memory: 1Gi},"
                                + " requests: {cpu: 100m}}, startupProbe: {exec: {command: [x]}}, securityContext:"
                                + " {privileged: true}",
                        "volumes: [{name: v, emptyDir: {sizeLimit: 1Gi}}], initContainers: [{name: side, image: x,"
                                + " restartPolicy: Always, readinessProbe: {tcpSocket: {port: 1}}}], nodeSelector: {a: b},"
                                + " tolerations: [{operator: Exists}], topologySpreadConstraints: [{maxSkew: 1,"
                                + " topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}]")))
                .isEmpty();
    }

    @Test
    void warnsOfWhatIsHardlyMeant() {
        assertThat(pods.strategy()
                        .warnings(pods.prepared(Pods.manifest(
                                "env: [{name: A, value: '1'}, {name: A, value: '2'}], ports: [{containerPort: 1},"
                                        + " {containerPort: 1}]",
                                ""))))
                .containsExactly(
                        "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using"
                                + " apply",
                        "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]");
    }
}
