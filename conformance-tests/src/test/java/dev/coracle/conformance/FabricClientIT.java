package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import dev.coracle.testing.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The fabric8 client: typed, dynamic, informers, apply, leader election. */
class FabricClientIT {
    @RegisterExtension
    static final ControlPlaneExtension PLANE = ControlPlaneExtension.with(
            ControlPlaneOptions.builder().components().build());

    private static final ResourceDefinitionContext CONFIG_MAPS = new ResourceDefinitionContext.Builder()
            .withVersion("v1")
            .withKind("ConfigMap")
            .withPlural("configmaps")
            .withNamespaced(true)
            .build();

    @Test
    void listsInPages(KubernetesClient client) {
        for (String name : List.of("b", "a", "c")) {
            create(client, name);
        }

        var first =
                client.configMaps().list(new ListOptionsBuilder().withLimit(2L).build());
        var second = client.configMaps()
                .list(new ListOptionsBuilder()
                        .withLimit(2L)
                        .withContinue(first.getMetadata().getContinue())
                        .build());

        assertThat(first.getItems()).extracting(FabricClientIT::name).containsExactly("a", "b");
        assertThat(second.getItems()).extracting(FabricClientIT::name).containsExactly("c");
    }

    @Test
    void watches(KubernetesClient client) {
        List<String> events = new CopyOnWriteArrayList<>();
        try (Watch watch = client.configMaps().watch(new Recording(events))) {
            create(client, "a");
            client.configMaps().withName("a").delete();

            await().untilAsserted(() -> assertThat(events).containsExactly("ADDED a", "DELETED a"));
        }
    }

    @Test
    void informs(KubernetesClient client) {
        create(client, "a");
        List<String> events = new CopyOnWriteArrayList<>();
        try (SharedIndexInformer<ConfigMap> informer = client.configMaps().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap map) {
                events.add("add " + name(map));
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap map) {
                events.add("update " + name(map) + " " + map.getData().get("k"));
            }

            @Override
            public void onDelete(ConfigMap map, boolean unknown) {
                events.add("delete " + name(map));
            }
        })) {
            assertThat(informer.getStore().list())
                    .extracting(FabricClientIT::name)
                    .containsExactly("a");
            client.configMaps().withName("a").edit(map -> withValue(map, "new"));
            client.configMaps().withName("a").delete();

            await().untilAsserted(() -> assertThat(events).containsExactly("add a", "update a new", "delete a"));
        }
    }

    @Test
    void patches(KubernetesClient client) {
        var resource = client.resource(create(client, "a"));

        resource.patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"1\"}]");
        resource.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"merge\":\"2\"}}");
        resource.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"strategic\":\"3\"}}");

        assertThat(client.configMaps().withName("a").get().getData())
                .isEqualTo(Map.of("k", "v", "json", "1", "merge", "2", "strategic", "3"));
    }

    @Test
    void applies(KubernetesClient client) {
        client.resource(map("a", "mine")).fieldManager("me").serverSideApply();
        assertThatThrownBy(() ->
                        client.resource(map("a", "yours")).fieldManager("you").serverSideApply())
                .satisfies(FabricClientIT::isConflict);

        ConfigMap taken = client.resource(map("a", "yours"))
                .fieldManager("you")
                .forceConflicts()
                .serverSideApply();

        assertThat(taken.getData()).containsEntry("k", "yours");
    }

    @Test
    void meetsConflicts(KubernetesClient client) {
        ConfigMap first = create(client, "a");
        client.resource(withValue(first, "first")).update();

        assertThatThrownBy(() -> client.resource(withValue(first, "second"))
                        .lockResourceVersion(first.getMetadata().getResourceVersion())
                        .update())
                .satisfies(FabricClientIT::isConflict);
    }

    @Test
    void speaksOfKindsItHasNoClassFor(KubernetesClient client) {
        create(client, "a");

        GenericKubernetesResource found =
                client.genericKubernetesResources(CONFIG_MAPS).withName("a").get();
        found.setAdditionalProperty("data", Map.of("k", "generic"));
        client.resource(found).update();

        assertThat(client.configMaps().withName("a").get().getData()).containsEntry("k", "generic");
    }

    @Test
    void electsOneLeaderAndThenTheOther(ControlPlane plane, KubernetesClient client) {
        AtomicReference<String> leader = new AtomicReference<>("");
        String namespace = client.getNamespace();
        try (KubernetesClient first = plane.newClient("first");
                KubernetesClient second = plane.newClient("second")) {
            CompletableFuture<?> one = elect(first, namespace, "one", leader);
            await().untilAtomic(leader, org.hamcrest.Matchers.is("one"));
            CompletableFuture<?> two = elect(second, namespace, "two", leader);
            assertThat(client.leases().withName("leader").get().getSpec().getHolderIdentity())
                    .isEqualTo("one");

            one.cancel(true);

            await().untilAtomic(leader, org.hamcrest.Matchers.is("two"));
            two.cancel(true);
        }
    }

    private static CompletableFuture<?> elect(
            KubernetesClient client, String namespace, String name, AtomicReference<String> leader) {
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName("election")
                        .withReleaseOnCancel(true)
                        .withLeaseDuration(Duration.ofSeconds(3))
                        .withRenewDeadline(Duration.ofSeconds(2))
                        .withRetryPeriod(Duration.ofMillis(100))
                        .withLock(new LeaseLock(namespace, "leader", name))
                        .withLeaderCallbacks(new LeaderCallbacks(() -> leader.set(name), () -> {}, holder -> {}))
                        .build())
                .build()
                .start();
    }

    private static ConfigMap create(KubernetesClient client, String name) {
        return client.resource(map(name, "v")).create();
    }

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData("k", value)
                .build();
    }

    private static ConfigMap withValue(ConfigMap map, String value) {
        return new ConfigMapBuilder(map).addToData("k", value).build();
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static void isConflict(Throwable refused) {
        assertThat(refused)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        answer -> assertThat(answer.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT));
    }

    /** Writes down what it is told. */
    private record Recording(List<String> events) implements Watcher<ConfigMap> {
        @Override
        public void eventReceived(Action action, ConfigMap map) {
            events.add(action + " " + name(map));
        }

        @Override
        public void onClose(WatcherException cause) {
            events.add("closed");
        }
    }
}
