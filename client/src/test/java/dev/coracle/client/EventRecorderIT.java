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
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventRecorderIT {
    private final Clock clock = Clock.system();
    private final Store store = Stores.inMemory(StoreOptions.defaults(clock));
    private final ApiServer server = new ApiServer(ApiServerOptions.defaults(), store, clock);
    private KubernetesClient client;
    private EventBroadcaster broadcaster;
    private EventRecorder recorder;

    @BeforeEach
    void start() {
        server.start();
        client = KubernetesClients.forServer(server.address(), "test");
        broadcaster = new EventBroadcaster(client, clock);
        recorder = broadcaster.recorder("test-controller");
    }

    @AfterEach
    void stop() {
        broadcaster.close();
        client.close();
        server.close();
        store.close();
        clock.close();
    }

    @Test
    void repetitionsRaiseTheCountAndADeletedEventStartsAnew() {
        ConfigMap map = client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();

        for (int i = 0; i < 3; i++) {
            recorder.warning(map, "Broken", "it is \"broken\"");
        }

        await().untilAsserted(() -> assertThat(events()).singleElement().satisfies(e -> {
            assertThat(e.getCount()).isEqualTo(3);
            assertThat(e.getMessage()).isEqualTo("it is \"broken\"");
            assertThat(e.getInvolvedObject().getUid())
                    .isEqualTo(map.getMetadata().getUid());
            assertThat(e.getSource().getComponent()).isEqualTo("test-controller");
        }));

        client.resource(events().get(0)).delete();
        recorder.warning(map, "Broken", "it is \"broken\"");

        await().untilAsserted(() -> assertThat(events())
                .singleElement()
                .satisfies(e -> assertThat(e.getCount()).isEqualTo(1)));
        assertThat(broadcaster.dropped()).isZero();
    }

    private List<Event> events() {
        return client.v1().events().inNamespace("default").list().getItems().stream()
                .filter(e -> "Broken".equals(e.getReason()))
                .toList();
    }
}
