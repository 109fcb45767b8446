package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is collected and what is not, as a kube-controller-manager 1.36 was seen to do it. */
class GarbageCollectorIT {
    private static TestCluster cluster;
    private static KubernetesClient client;

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.start();
        client = cluster.client();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void anOwnerIsOneOnlyWhereItsReferenceSays() {
        createNamespace("t1");
        createNamespace("t2");
        ConfigMap owner = create("t1", "own");
        OwnerReference right = reference(owner).build();
        create("t1", "right", right);
        create("t2", "elsewhere", right);
        create("t1", "other-kind", reference(owner).withKind("Secret").build());
        create("t1", "other-name", reference(owner).withName("else").build());
        create(
                "t1",
                "unknown-group",
                reference(owner).withApiVersion("example.com/v1").build());
        create("t1", "wrong-version", reference(owner).withApiVersion("v2").build());
        create("t1", "lower-case", reference(owner).withKind("configmap").build());
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("cluster-scoped")
                        .withOwnerReferences(right)
                        .endMetadata()
                        .build())
                .create();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(names("t1", "t2"))
                        .containsExactlyInAnyOrder("own", "right", "unknown-group", "wrong-version", "lower-case"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(invalidNamespaceEvents())
                        .anySatisfy(event -> assertThat(event.getMessage())
                                .isEqualTo("ownerRef [v1/ConfigMap, namespace: t2, name: own, uid: "
                                        + owner.getMetadata().getUid() + "] does not exist in namespace \"t2\""))
                        .anySatisfy(event ->
                                assertThat(event.getInvolvedObject().getName()).isEqualTo("cluster-scoped")));

        client.resource(owner).delete();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(names("t1", "t2"))
                        .containsExactlyInAnyOrder("unknown-group", "wrong-version", "lower-case"));
        assertThat(client.namespaces().withName("cluster-scoped").get()).isNotNull();
        client.namespaces().withName("cluster-scoped").delete();
    }

    @Test
    void whatBelongsToAKindThatIsNewIsCollected() {
        createNamespace("t3");
        client.resource(definition()).create();
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("widgets.example.org")
                .waitUntilCondition(
                        crd -> crd != null
                                && crd.getStatus() != null
                                && crd.getStatus().getConditions().stream()
                                        .anyMatch(
                                                c -> "Established".equals(c.getType()) && "True".equals(c.getStatus())),
                        10,
                        TimeUnit.SECONDS);
        ResourceDefinitionContext widgets = new ResourceDefinitionContext.Builder()
                .withGroup("example.org")
                .withVersion("v1")
                .withKind("Widget")
                .withPlural("widgets")
                .withNamespaced(true)
                .build();
        GenericKubernetesResource widget = client.genericKubernetesResources(widgets)
                .inNamespace("t3")
                .resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion("example.org/v1")
                        .withKind("Widget")
                        .withNewMetadata()
                        .withName("w")
                        .endMetadata()
                        .build())
                .create();
        create(
                "t3",
                "owned",
                new OwnerReferenceBuilder()
                        .withApiVersion("example.org/v1")
                        .withKind("Widget")
                        .withName("w")
                        .withUid(widget.getMetadata().getUid())
                        .build());
        client.genericKubernetesResources(widgets)
                .inNamespace("t3")
                .withName("w")
                .delete();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(names("t3")).isEmpty());
        client.resource(definition()).delete();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.resource(definition()).get() == null);
    }

    private static String definition() {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.example.org}
                spec:
                  group: example.org
                  scope: Namespaced
                  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object}}
                """;
    }

    private static void createNamespace(String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private static ConfigMap create(String namespace, String name, OwnerReference... owners) {
        return client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .build())
                .create();
    }

    private static OwnerReferenceBuilder reference(ConfigMap owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid());
    }

    private static List<String> names(String... namespaces) {
        return List.of(namespaces).stream()
                .flatMap(ns -> client.configMaps().inNamespace(ns).list().getItems().stream())
                .map(map -> map.getMetadata().getName())
                .filter(name -> !"kube-root-ca.crt".equals(name))
                .toList();
    }

    private static List<Event> invalidNamespaceEvents() {
        return client.v1().events().inAnyNamespace().list().getItems().stream()
                .filter(event -> "OwnerRefInvalidNamespace".equals(event.getReason()))
                .toList();
    }
}
