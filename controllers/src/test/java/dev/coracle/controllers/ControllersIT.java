package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The controllers together, against a real API server. */
class ControllersIT {
    private static TestCluster cluster;
    private static KubernetesClient client;

    private String namespace;

    @BeforeAll
    static void startCluster() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
        cluster = TestCluster.start();
        client = cluster.client();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        Awaitility.reset();
    }

    @BeforeEach
    void createNamespace(TestInfo test) {
        namespace = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void deleteNamespace() {
        client.namespaces().withName(namespace).delete();
        await().untilAsserted(() ->
                assertThat(client.namespaces().withName(namespace).get()).isNull());
    }

    @Test
    void aQuotaIsCountedAndHolds() {
        client.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("q")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("pods", new Quantity("2"))
                        .addToHard("count/deployments.apps", new Quantity("5"))
                        .addToHard("configmaps", new Quantity("4"))
                        .endSpec()
                        .build())
                .create();
        await().untilAsserted(() ->
                assertThat(used("pods", "count/deployments.apps", "configmaps")).isEqualTo("0 0 0"));

        create(3);
        await().untilAsserted(() ->
                assertThat(used("pods", "count/deployments.apps", "configmaps")).isEqualTo("2 1 0"));
        await().untilAsserted(() -> assertThat(replicaSets().get(0).getStatus().getConditions())
                .anySatisfy(condition -> assertThat(condition.getMessage())
                        .contains(
                                "is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2")));

        client.apps().deployments().inNamespace(namespace).withName("web").scale(1);
        await().untilAsserted(() -> assertThat(used("pods")).isEqualTo("1"));
        client.apps().deployments().inNamespace(namespace).withName("web").delete();
        await().untilAsserted(
                        () -> assertThat(used("pods", "count/deployments.apps")).isEqualTo("0 0"));
    }

    @Test
    void aClaimStaysWhileAPodUsesIt() {
        client.resource(
                        "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolumeClaim\",\"metadata\":{\"name\":\"data\"},"
                                + "\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}")
                .inNamespace(namespace)
                .create();
        client.resource(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"user\"},\"spec\":{\"containers\":"
                                + "[{\"name\":\"c\",\"image\":\"i\"}],\"volumes\":[{\"name\":\"v\","
                                + "\"persistentVolumeClaim\":{\"claimName\":\"data\"}}]}}")
                .inNamespace(namespace)
                .create();
        await().until(() -> pods().get(0).getSpec().getNodeName() != null);

        client.persistentVolumeClaims().inNamespace(namespace).withName("data").delete();

        assertThat(client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName("data")
                        .get()
                        .getMetadata()
                        .getFinalizers())
                .containsExactly("kubernetes.io/pvc-protection");
        client.pods().inNamespace(namespace).withName("user").delete();
        await().untilAsserted(() -> assertThat(client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName("data")
                        .get())
                .isNull());
    }

    @Test
    void aVolumeThatNobodyClaimsGoes() {
        client.resource("{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolume\",\"metadata\":{\"name\":\"unclaimed\"},"
                        + "\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"],"
                        + "\"hostPath\":{\"path\":\"/tmp\"}}}")
                .create();

        client.persistentVolumes().withName("unclaimed").delete();

        await().untilAsserted(() -> assertThat(
                        client.persistentVolumes().withName("unclaimed").get())
                .isNull());
    }

    private String used(String... names) {
        ResourceQuota quota =
                client.resourceQuotas().inNamespace(namespace).withName("q").get();
        Map<String, Quantity> used = quota.getStatus().getUsed() == null
                ? Map.of()
                : quota.getStatus().getUsed();
        return Stream.of(names).map(name -> String.valueOf(used.get(name))).collect(Collectors.joining(" "));
    }

    @Test
    void aDeploymentBecomesAvailable() {
        create(3);

        Deployment deployment = awaitAvailable(3);

        assertThat(deployment.getStatus().getObservedGeneration()).isEqualTo(1);
        assertThat(deployment.getMetadata().getAnnotations()).containsEntry("deployment.kubernetes.io/revision", "1");
        ReplicaSet replicaSet = replicaSets().get(0);
        assertThat(replicaSet.getMetadata().getName()).startsWith("web-");
        assertThat(pods())
                .allMatch(p -> p.getMetadata()
                        .getName()
                        .matches(replicaSet.getMetadata().getName() + "-[a-z0-9]{5}"));
        assertThat(pods().stream()
                        .collect(Collectors.groupingBy(p -> p.getSpec().getNodeName())))
                .hasSize(3);
        await().untilAsserted(() -> assertThat(condition("Progressing").getMessage())
                .isEqualTo("ReplicaSet \"" + replicaSet.getMetadata().getName() + "\" has successfully progressed."));
        await().untilAsserted(() -> assertThat(messages("Deployment"))
                .containsExactly(
                        "Scaled up replica set " + replicaSet.getMetadata().getName() + " from 0 to 3"));
        await().untilAsserted(() ->
                assertThat(messages("ReplicaSet")).hasSize(3).allMatch(m -> m.startsWith("Created pod: web-")));
        await().untilAsserted(() -> assertThat(messages("Pod"))
                .hasSize(3)
                .allMatch(m -> m.matches("Successfully assigned " + namespace + "/web-\\S+ to node-[123]")));
    }

    @Test
    void anUpdateRollsAndARollbackComesBackToTheEarlierReplicaSet() {
        create(3);
        awaitAvailable(3);
        String first = replicaSets().get(0).getMetadata().getName();

        setImage("nginx:1.16.1");
        await().untilAsserted(() -> assertRolledOut("nginx:1.16.1", 3));
        assertThat(replicaSets()).hasSize(2);
        assertThat(deployment().getMetadata().getAnnotations()).containsEntry("deployment.kubernetes.io/revision", "2");

        setImage("nginx:1.14.2");
        await().untilAsserted(() -> assertRolledOut("nginx:1.14.2", 3));
        assertThat(replicaSets()).hasSize(2);
        ReplicaSet back = client.apps()
                .replicaSets()
                .inNamespace(namespace)
                .withName(first)
                .get();
        assertThat(back.getSpec().getReplicas()).isEqualTo(3);
        assertThat(back.getMetadata().getAnnotations())
                .containsEntry("deployment.kubernetes.io/revision", "3")
                .containsEntry("deployment.kubernetes.io/revision-history", "1");
    }

    @Test
    void scalesUpAndDown() {
        create(2);
        awaitAvailable(2);
        scale(5);
        awaitAvailable(5);
        scale(0);
        await().untilAsserted(() -> assertThat(pods()).isEmpty());
        scale(1);
        awaitAvailable(1);
    }

    @Test
    void aPausedDeploymentDoesNotRoll() {
        create(2);
        awaitAvailable(2);
        edit(d -> d.getSpec().setPaused(true));
        await().untilAsserted(
                        () -> assertThat(condition("Progressing").getReason()).isEqualTo("DeploymentPaused"));
        setImage("nginx:1.16.1");
        await().untilAsserted(() ->
                assertThat(deployment().getStatus().getObservedGeneration()).isEqualTo(3));
        assertThat(replicaSets()).hasSize(1);

        edit(d -> d.getSpec().setPaused(false));

        await().untilAsserted(() -> assertRolledOut("nginx:1.16.1", 2));
    }

    @Test
    void recreateNeverRunsOldAndNewTogether() {
        Deployment deployment = description(3);
        deployment.getSpec().getStrategy().setType("Recreate");
        deployment.getSpec().getStrategy().setRollingUpdate(null);
        client.resource(deployment).create();
        awaitAvailable(3);

        setImage("nginx:1.16.1");

        await().untilAsserted(() -> {
            assertThat(pods().stream()
                            .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                            .map(p -> p.getSpec().getContainers().get(0).getImage())
                            .collect(Collectors.toSet()))
                    .hasSizeLessThanOrEqualTo(1);
            assertRolledOut("nginx:1.16.1", 3);
        });
    }

    @Test
    void aDeletedPodIsReplacedAndTheEndpointsFollow() {
        create(3);
        createService();
        awaitAvailable(3);
        await().untilAsserted(() -> assertThat(endpointAddresses()).hasSize(3));
        Pod victim = pods().get(0);

        client.resource(victim).delete();

        await().untilAsserted(() -> assertThat(endpointAddresses())
                .hasSize(3)
                .doesNotContain(victim.getStatus().getPodIP()));
        await().untilAsserted(
                        () -> assertThat(sliceAddresses()).containsExactlyInAnyOrderElementsOf(endpointAddresses()));
    }

    @Test
    void aLoadBalancerGetsAnAddressAndGivesItBack() {
        createService();

        await().untilAsserted(
                        () -> assertThat(service().getStatus().getLoadBalancer().getIngress())
                                .singleElement()
                                .satisfies(i -> assertThat(i.getIp()).startsWith("127.97.0.")));
        assertThat(service().getMetadata().getFinalizers()).contains("service.kubernetes.io/load-balancer-cleanup");
        await().untilAsserted(() ->
                assertThat(messages("Service")).containsExactly("Ensuring load balancer", "Ensured load balancer"));

        client.resource(service()).delete();
        await().untilAsserted(() -> assertThat(service()).isNull());
        await().untilAsserted(() -> assertThat(slices()).isEmpty());
        await().untilAsserted(() -> assertThat(client.endpoints()
                        .inNamespace(namespace)
                        .withName("web")
                        .get())
                .isNull());
    }

    @Test
    void deletingADeploymentTakesEverythingWithIt() {
        create(3);
        awaitAvailable(3);

        client.resource(deployment()).delete();

        await().untilAsserted(() -> assertThat(replicaSets()).isEmpty());
        await().untilAsserted(() -> assertThat(pods()).isEmpty());
    }

    @Test
    void deletingInTheForegroundTakesTheOwnerLast() {
        create(3);
        awaitAvailable(3);

        client.resource(deployment())
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();

        await().untilAsserted(() -> {
            Deployment owner = deployment();
            List<Pod> dependents = pods();
            assertThat(owner != null || dependents.isEmpty()).isTrue();
            assertThat(owner).isNull();
        });
        assertThat(pods()).isEmpty();
        assertThat(replicaSets()).isEmpty();
    }

    @Test
    void orphansStayAndAreAdoptedByTheNextOwner() {
        create(2);
        awaitAvailable(2);
        List<String> before = podUids();
        String uid = deployment().getMetadata().getUid();

        client.resource(deployment())
                .withPropagationPolicy(DeletionPropagation.ORPHAN)
                .delete();
        await().untilAsserted(() -> assertThat(deployment()).isNull());
        assertThat(replicaSets().get(0).getMetadata().getOwnerReferences()).isEmpty();

        create(2);
        awaitAvailable(2);
        await().untilAsserted(() -> assertThat(replicaSets()
                        .get(0)
                        .getMetadata()
                        .getOwnerReferences()
                        .get(0)
                        .getUid())
                .isNotEqualTo(uid)
                .isEqualTo(deployment().getMetadata().getUid()));
        assertThat(podUids()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void aPodThatFitsNowhereSaysWhy() {
        Deployment picky = description(1);
        picky.getSpec().getTemplate().getSpec().setNodeSelector(Map.of("disk", "ssd"));
        client.resource(picky).create();

        await().untilAsserted(() -> assertThat(messages("Pod"))
                .containsExactly("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."
                        + " preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."));
        await().untilAsserted(() -> assertThat(pods().get(0).getStatus().getConditions())
                .anyMatch(c -> "PodScheduled".equals(c.getType())
                        && "False".equals(c.getStatus())
                        && "Unschedulable".equals(c.getReason())));

        client.nodes().withName("node-2").edit(n -> {
            n.getMetadata().setLabels(Map.of("disk", "ssd"));
            return n;
        });

        awaitAvailable(1);
        assertThat(pods().get(0).getSpec().getNodeName()).isEqualTo("node-2");
    }

    @Test
    void aNamespaceWaitsForFinalizersAndSaysSo() {
        String name = namespace + "-held";
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("held")
                        .withNamespace(name)
                        .withFinalizers("example.org/hold")
                        .endMetadata()
                        .build())
                .create();

        client.namespaces().withName(name).delete();

        await().untilAsserted(() -> assertThat(
                        client.namespaces().withName(name).get().getStatus().getConditions())
                .anyMatch(c -> ("Some content in the namespace has finalizers remaining:"
                                + " example.org/hold in 1 resource instances")
                        .equals(c.getMessage())));
        client.configMaps().inNamespace(name).withName("held").edit(c -> {
            c.getMetadata().setFinalizers(List.of());
            return c;
        });
        await().untilAsserted(() ->
                assertThat(client.namespaces().withName(name).get()).isNull());
    }

    @Test
    void fiveHundredPodsAreScheduledEvenly() {
        client.resource(description(500)).create();

        awaitAvailable(500);

        assertThat(pods().stream()
                        .collect(Collectors.groupingBy(p -> p.getSpec().getNodeName(), Collectors.counting()))
                        .values())
                .containsExactlyInAnyOrder(167L, 167L, 166L);
    }

    @Test
    void goesOnAfterTheApiServerRestarts() {
        create(2);
        awaitAvailable(2);

        cluster.restartApiServer();

        scale(4);
        awaitAvailable(4);
    }

    private Deployment description(int replicas) {
        Deployment deployment = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                spec:
                  replicas: 1
                  selector:
                    matchLabels: {app: web}
                  template:
                    metadata:
                      labels: {app: web}
                    spec:
                      containers:
                      - name: nginx
                        image: nginx:1.14.2
                  strategy:
                    type: RollingUpdate
                """, Deployment.class);
        return new DeploymentBuilder(deployment)
                .editMetadata()
                .withNamespace(namespace)
                .endMetadata()
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
    }

    private void create(int replicas) {
        client.resource(description(replicas)).create();
    }

    private void createService() {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withType("LoadBalancer")
                        .addToSelector("app", "web")
                        .addNewPort()
                        .withPort(80)
                        .withNewTargetPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }

    /** Again when a controller wrote in between, as whoever edits must. */
    private void edit(java.util.function.Consumer<Deployment> change) {
        await().until(() -> {
            try {
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("web")
                        .edit(d -> {
                            change.accept(d);
                            return d;
                        });
                return true;
            } catch (KubernetesClientException e) {
                assertThat(e.getCode()).as(e.getMessage()).isEqualTo(409);
                return false;
            }
        });
    }

    private void setImage(String image) {
        edit(d -> d.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(image));
    }

    private void scale(int replicas) {
        edit(d -> d.getSpec().setReplicas(replicas));
    }

    private Deployment awaitAvailable(int replicas) {
        await().untilAsserted(() -> {
            Deployment deployment = deployment();
            assertThat(deployment.getStatus().getAvailableReplicas()).isEqualTo(replicas);
            assertThat(deployment.getStatus().getReplicas()).isEqualTo(replicas);
            assertThat(deployment.getStatus().getObservedGeneration())
                    .isEqualTo(deployment.getMetadata().getGeneration());
            assertThat(condition("Available").getStatus()).isEqualTo("True");
        });
        return deployment();
    }

    private void assertRolledOut(String image, int replicas) {
        Deployment deployment = deployment();
        assertThat(deployment.getStatus().getUpdatedReplicas()).isEqualTo(replicas);
        assertThat(deployment.getStatus().getReplicas()).isEqualTo(replicas);
        assertThat(deployment.getStatus().getAvailableReplicas()).isEqualTo(replicas);
        assertThat(deployment.getStatus().getObservedGeneration())
                .isEqualTo(deployment.getMetadata().getGeneration());
        assertThat(pods().stream()
                        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                        .map(p -> p.getSpec().getContainers().get(0).getImage()))
                .containsOnly(image);
    }

    private DeploymentCondition condition(String type) {
        return deployment().getStatus().getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type));
    }

    private Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("web")
                .get();
    }

    private List<ReplicaSet> replicaSets() {
        return client.apps().replicaSets().inNamespace(namespace).list().getItems();
    }

    private List<Pod> pods() {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    private List<String> podUids() {
        return pods().stream().map(p -> p.getMetadata().getUid()).toList();
    }

    private Service service() {
        return client.services().inNamespace(namespace).withName("web").get();
    }

    private List<String> endpointAddresses() {
        Endpoints endpoints =
                client.endpoints().inNamespace(namespace).withName("web").get();
        return endpoints == null
                ? List.of()
                : endpoints.getSubsets().stream()
                        .flatMap(s -> s.getAddresses().stream())
                        .map(a -> a.getIp())
                        .toList();
    }

    private List<EndpointSlice> slices() {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    private List<String> sliceAddresses() {
        return slices().stream()
                .flatMap(s -> s.getEndpoints().stream())
                .filter(e -> e.getConditions().getReady())
                .flatMap(e -> e.getAddresses().stream())
                .toList();
    }

    private List<String> messages(String kind) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(e -> kind.equals(e.getInvolvedObject().getKind()))
                .map(Event::getMessage)
                .toList();
    }
}
