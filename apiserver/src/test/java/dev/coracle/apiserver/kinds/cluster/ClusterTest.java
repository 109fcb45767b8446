package dev.coracle.apiserver.kinds.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.machinery.tree.Tree;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private final Kinds namespaces = Kinds.of("", "namespaces");
    private final Kinds nodes = Kinds.of("", "nodes");
    private final Kinds events = Kinds.of("", "events");

    @Test
    void aNamespaceLivesUntilItsFinalizerIsGone() {
        ObjectNode namespace = namespaces.create("metadata: {name: dev}");

        assertThat(namespace.at("/metadata/labels").toString()).isEqualTo("{\"kubernetes.io/metadata.name\":\"dev\"}");
        assertThat(namespace.path("status").toString()).isEqualTo("{\"phase\":\"Active\"}");
        assertThat(namespace.path("spec").toString()).isEqualTo("{\"finalizers\":[\"kubernetes\"]}");
        assertThat(namespaces.strategy().mayBeRemoved(namespace)).isFalse();
        namespaces.strategy().markDeleting(namespace);
        assertThat(namespace.at("/status/phase").asText()).isEqualTo("Terminating");
        Kinds.spec(namespace).remove("finalizers");
        assertThat(namespaces.strategy().mayBeRemoved(namespace)).isTrue();
    }

    @Test
    void aPlainUpdateKeepsANamespacesFinalizers() {
        ObjectNode old = namespaces.create("metadata: {name: dev}");
        ObjectNode updated = namespaces.decode("metadata: {name: dev}\nspec: {finalizers: []}");

        assertThat(namespaces.update(updated, old)).isEmpty();
        assertThat(updated.at("/spec/finalizers").toString()).isEqualTo("[\"kubernetes\"]");
    }

    @Test
    void checksNamespaces() {
        assertThat(namespaces.refusal("metadata: {name: dev}\nspec: {finalizers: [mine]}"))
                .containsExactly(
                        "spec.finalizers: Invalid value: \"mine\": name is neither a standard finalizer name nor"
                                + " is it fully qualified");
        ObjectNode old = namespaces.create("metadata: {name: dev}");
        ObjectNode gone = old.deepCopy();
        Tree.createObject(gone, "status").put("phase", "Terminating");
        assertThat(namespaces.updateStatus(gone, old))
                .containsExactly("status.Phase: Invalid value: \"Terminating\": may only be 'Active' if"
                        + " `deletionTimestamp` is empty");
        assertThat(namespaces.headings()).containsExactly("Name", "Status", "Age");
    }

    @Test
    void fillsInANode() {
        ObjectNode node = nodes.create(
                "metadata: {name: node-1}\nspec: {podCIDR: 127.244.0.0/24}\nstatus: {capacity: {cpu: '2', memory: 2048Mi}}");

        assertThat(node.at("/spec/podCIDRs").toString()).isEqualTo("[\"127.244.0.0/24\"]");
        assertThat(node.at("/status/allocatable").toString()).isEqualTo("{\"cpu\":\"2\",\"memory\":\"2Gi\"}");
        ObjectNode moved = node.deepCopy();
        Kinds.spec(moved).put("podCIDR", "127.244.1.0/24").putArray("podCIDRs").add("127.244.1.0/24");
        assertThat(nodes.update(moved, node))
                .containsExactly(
                        "spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to" + " valid");
    }

    @Test
    void checksTaints() {
        assertThat(nodes.refusal(
                        "metadata: {name: a}\nspec: {taints: [{key: a, effect: Never}, {key: b, effect: ''}]}"))
                .containsExactly(
                        "metadata.taints[0].effect: Unsupported value: \"Never\": supported values: \"NoSchedule\","
                                + " \"PreferNoSchedule\", \"NoExecute\"",
                        "metadata.taints[1].effect: Required value");
    }

    @Test
    void printsNodes() {
        assertThat(nodes.headings())
                .containsExactly(
                        "Name",
                        "Status",
                        "Roles",
                        "Age",
                        "Version",
                        "Internal-IP*",
                        "External-IP*",
                        "OS-Image*",
                        "Kernel-Version*",
                        "Container-Runtime*");
        assertThat(nodes.cells("""
                        metadata: {name: node-1, labels: {node-role.kubernetes.io/worker: "", kubernetes.io/role: master}}
                        spec: {unschedulable: true}
                        status:
                          conditions: [{type: Ready, status: "True"}]
                          addresses: [{type: InternalIP, address: 127.0.1.1}]
                          nodeInfo: {kubeletVersion: v1.36.1, osImage: Debian, kernelVersion: "6.1", architecture: a,
                            bootID: a, containerRuntimeVersion: "", kubeProxyVersion: a, machineID: a,
                            operatingSystem: a, systemUUID: a}
                        """))
                .containsExactly(
                        "node-1",
                        "Ready,SchedulingDisabled",
                        "master,worker",
                        "<unknown>",
                        "v1.36.1",
                        "127.0.1.1",
                        "<none>",
                        "Debian",
                        "6.1 (a)",
                        "<unknown>");
    }

    @Test
    void anEventLivesWhereItsObjectLives() {
        assertThat(events.refusal(
                        "metadata: {name: e, namespace: default}\ninvolvedObject: {kind: Pod, namespace: other}"))
                .containsExactly("involvedObject.namespace: Invalid value: \"other\": does not match event.namespace");
        assertThat(events.refusal("metadata: {name: e, namespace: default}\ninvolvedObject: {kind: Node, name: a}"))
                .isEmpty();
        assertThat(events.refusal("metadata: {name: e, namespace: default}\ninvolvedObject: {namespace: default}\n"
                        + "eventTime: '2026-01-01T00:00:00.000000Z'\nreason: Started\naction: Start"))
                .contains("reportingComponent: Required value", "reportingInstance: Required value");
    }

    @Test
    void printsEvents() {
        assertThat(events.headings())
                .containsExactly(
                        "Last Seen",
                        "Type",
                        "Reason",
                        "Object",
                        "Subobject*",
                        "Source*",
                        "Message",
                        "First Seen*",
                        "Count*",
                        "Name*");
        assertThat(events.cells("""
                        metadata: {name: e, namespace: default}
                        involvedObject: {kind: Pod, name: web, fieldPath: "spec.containers{a}"}
                        type: Normal
                        reason: Started
                        message: "Started container\\n"
                        source: {component: kubelet, host: node-1}
                        firstTimestamp: "2026-01-01T00:00:00Z"
                        lastTimestamp: "2026-01-01T00:09:00Z"
                        count: 4
                        """))
                .containsExactly(
                        "60s",
                        "Normal",
                        "Started",
                        "pod/web",
                        "spec.containers{a}",
                        "kubelet, node-1",
                        "Started container",
                        "10m",
                        4L,
                        "e");
        assertThat(events.cells("""
                        metadata: {name: e, namespace: default}
                        involvedObject: {kind: Pod, name: web}
                        eventTime: "2026-01-01T00:09:30.123456Z"
                        reportingComponent: scheduler
                        """)).containsExactly("29s", "", "", "pod/web", "", "scheduler", "", "29s", 1L, "e");
        assertThat(events.strategy()
                        .selectableFields()
                        .get("source")
                        .apply(events.decode("metadata: {name: e}\ninvolvedObject: {}\nreportingComponent: scheduler")))
                .isEqualTo("scheduler");
    }

    @Test
    void checksLeasesAndRuntimeClasses() {
        Kinds leases = Kinds.of("coordination.k8s.io", "leases");
        assertThat(leases.refusal("metadata: {name: a}\nspec: {leaseDurationSeconds: 0, leaseTransitions: -1}"))
                .containsExactly(
                        "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
                        "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0");
        assertThat(leases.cells("metadata: {name: a}\nspec: {holderIdentity: me}"))
                .containsExactly("a", "me", "<unknown>");
        Kinds classes = Kinds.of("node.k8s.io", "runtimeclasses");
        ObjectNode old = classes.create("metadata: {name: a}\nhandler: process");
        assertThat(classes.update(classes.decode("metadata: {name: a}\nhandler: inline"), old))
                .containsExactly("handler: Invalid value: \"inline\": field is immutable");
        assertThat(classes.headings()).containsExactly("Name", "Handler", "Age");
    }
}
