package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientFactoryIT {
    private final Clock clock = Clock.system();
    private final Store store = Stores.inMemory(StoreOptions.defaults(clock));
    private final ApiServer server = new ApiServer(ApiServerOptions.defaults(), store, clock);
    private ClientFactory factory;

    @BeforeEach
    void start() {
        server.start();
        factory = ClientFactory.forServer(server.address());
    }

    @AfterEach
    void stop() {
        factory.close();
        server.close();
        store.close();
        clock.close();
    }

    @Test
    void aWatchCarriesTextOfEveryPlane() {
        Map<String, String> seen = new ConcurrentHashMap<>();
        List<Exception> failures = new CopyOnWriteArrayList<>();
        try (KubernetesClient client = factory.client("test");
                Watch watch = client.configMaps().inNamespace("default").watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap map) {
                        seen.put(map.getMetadata().getName(), map.getData().getOrDefault("text", ""));
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        failures.add(cause);
                    }
                })) {
            for (int plane : new int[] {0, 1, 2, 3, 14}) {
                String text = "é".repeat(1000) + Character.toString(plane * 0x10000 + 0x161) + "漢字".repeat(20_000);
                client.resource(map("plane-" + plane, text)).create();
                await().until(() -> text.equals(seen.get("plane-" + plane)));
            }
            assertThat(watch).isNotNull();
            assertThat(failures).isEmpty();
        }
    }

    private static ConfigMap map(String name, String text) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToData("text", text)
                .build();
    }

    @Test
    void closingOneClientLeavesTheOthersAlone() {
        try (KubernetesClient second = factory.client("second")) {
            try (KubernetesClient first = factory.client("first")) {
                assertThat(first.namespaces().list().getItems()).isNotEmpty();
            }
            assertThat(second.namespaces().list().getItems()).isNotEmpty();
            assertThat(second.getConfiguration().getUserAgent()).isEqualTo("coracle-second");
        }
    }
}
