package dev.coracle.controllers.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.quota.Amounts;
import dev.coracle.machinery.quota.QuotaEvaluator;
import dev.coracle.machinery.quota.QuotaScope;
import dev.coracle.machinery.schema.GroupResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What admission counts of an object as it was sent, the controller counts of the object as its client holds it. */
final class QuotaAgreementTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Pod | {spec: {containers: [{name: a}]}} | count/pods=1,pods=1
        Pod | {spec: {containers: [{name: a, resources: {requests: {cpu: 100m, memory: 1Gi, example.com/gpu: 2}, limits: {cpu: 0.5}}}, {name: b, resources: {requests: {cpu: 1, hugepages-2Mi: 4Mi}}}]}} | count/pods=1,cpu=1100m,hugepages-2Mi=4Mi,limits.cpu=500m,memory=1Gi,pods=1,requests.cpu=1100m,requests.example.com/gpu=2,requests.hugepages-2Mi=4Mi,requests.memory=1Gi
        Pod | {spec: {initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 100m}}}, {name: i, resources: {requests: {cpu: 2}}}], containers: [{name: a, resources: {requests: {cpu: 1}}}], overhead: {cpu: 10m, memory: 1Mi}}} | count/pods=1,cpu=2110m,memory=1Mi,pods=1,requests.cpu=2110m,requests.memory=1Mi
        Pod | {spec: {containers: [{name: a, resources: {limits: {cpu: 1}}}], resources: {requests: {cpu: 3}}, overhead: {cpu: 10m, memory: 1Mi}}} | count/pods=1,cpu=3010m,limits.cpu=1010m,memory=1Mi,pods=1,requests.cpu=3010m,requests.memory=1Mi
        Pod | {spec: {containers: [{name: a, resources: {requests: {cpu: 1}}}]}, status: {phase: Succeeded}} | count/pods=1
        Pod | {metadata: {deletionTimestamp: 2025-12-31T23:59:00Z, deletionGracePeriodSeconds: 30}, spec: {containers: [{name: a}]}} | count/pods=1
        Pod | {metadata: {deletionTimestamp: 2025-12-31T23:59:00Z, deletionGracePeriodSeconds: 90}, spec: {containers: [{name: a}]}} | count/pods=1,pods=1
        Service | {spec: {type: ClusterIP, ports: [{port: 1}]}} | count/services=1,services=1,services.loadbalancers=0,services.nodeports=0
        Service | {spec: {type: NodePort, ports: [{port: 1}, {port: 2}]}} | count/services=1,services=1,services.loadbalancers=0,services.nodeports=2
        Service | {spec: {type: LoadBalancer, ports: [{port: 1}]}} | count/services=1,services=1,services.loadbalancers=1,services.nodeports=1
        Service | {spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}, {port: 2, nodePort: 30000}]}} | count/services=1,services=1,services.loadbalancers=1,services.nodeports=1
        PersistentVolumeClaim | {spec: {resources: {requests: {storage: 1Gi}}}} | count/persistentvolumeclaims=1,persistentvolumeclaims=1,requests.storage=1Gi
        PersistentVolumeClaim | {spec: {storageClassName: gold, resources: {requests: {storage: 1500m}}}, status: {allocatedResources: {storage: 2500m}}} | count/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/requests.storage=3,persistentvolumeclaims=1,requests.storage=3
        PersistentVolumeClaim | {metadata: {annotations: {volume.beta.kubernetes.io/storage-class: old}}, spec: {storageClassName: gold}} | count/persistentvolumeclaims=1,old.storageclass.storage.k8s.io/persistentvolumeclaims=1,persistentvolumeclaims=1
        """)
    void bothCountTheSame(String kind, String object, String usage) {
        ObjectNode sent = sent(kind, object);

        assertThat(Amounts.shown(evaluator(kind).usage(sent, NOW))).isEqualTo(usage);
        assertThat(Amounts.shown(evaluator(kind).usage(held(sent), NOW))).isEqualTo(usage);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Pod | {spec: {activeDeadlineSeconds: 0}} | Terminating NotBestEffort
        Pod | {spec: {priorityClassName: high}, status: {qosClass: BestEffort}} | NotTerminating BestEffort PriorityClass
        Pod | {spec: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: k, namespaceSelector: {}}}]}}}, status: {qosClass: Burstable}} | NotTerminating NotBestEffort CrossNamespacePodAffinity
        Pod | {spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: k, namespaces: [n]}]}}}, status: {qosClass: Burstable}} | NotTerminating NotBestEffort CrossNamespacePodAffinity
        Service | {spec: {type: NodePort}} |
        PersistentVolumeClaim | {spec: {}} |
        PersistentVolumeClaim | {spec: {}, status: {modifyVolumeStatus: {status: Pending, targetVolumeAttributesClassName: x}}} | VolumeAttributesClass
        """)
    void bothFindItInTheSameScopes(String kind, String object, String scopes) {
        ObjectNode sent = sent(kind, object);

        assertThat(scopes(kind, sent)).isEqualTo(scopes == null ? "" : scopes);
        assertThat(scopes(kind, held(sent))).isEqualTo(scopes == null ? "" : scopes);
    }

    private static String scopes(String kind, ObjectNode object) {
        return Arrays.stream(new String[] {
                    "Terminating",
                    "NotTerminating",
                    "BestEffort",
                    "NotBestEffort",
                    "PriorityClass",
                    "CrossNamespacePodAffinity",
                    "VolumeAttributesClass"
                })
                .filter(name -> evaluator(kind).isIn(new QuotaScope(name, "Exists", Set.of()), object))
                .collect(Collectors.joining(" "));
    }

    private ObjectNode sent(String kind, String object) {
        ObjectNode sent = serialization.unmarshal("--- " + object, ObjectNode.class);
        sent.put("apiVersion", "v1").put("kind", kind);
        return sent;
    }

    private ObjectNode held(ObjectNode sent) {
        HasMetadata held = serialization.unmarshal(sent.toString(), HasMetadata.class);
        return new Trees(serialization).of(held);
    }

    private static QuotaEvaluator evaluator(String kind) {
        return QuotaEvaluator.of(new GroupResource("", kind.toLowerCase(Locale.ROOT) + "s"));
    }
}
