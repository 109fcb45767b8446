package dev.coracle.controllers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.client.KubernetesClients;
import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusWriterIT {
    private final Clock clock = Clock.system();
    private final Store store = Stores.inMemory(StoreOptions.defaults(clock));
    private final ApiServer server = new ApiServer(ApiServerOptions.defaults(), store, clock);
    private KubernetesClient client;
    private StatusWriter statuses;

    @BeforeEach
    void start() {
        server.start();
        client = KubernetesClients.forServer(server.address(), "test");
        statuses = new StatusWriter(client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
        clock.close();
    }

    @Test
    void whatIsGoneNeedsNoStatus() {
        Node node = create();
        client.resource(node).delete();

        assertThat(statuses.write(node)).isEmpty();
        assertThat(statuses.write(node, StatusWriterIT::ready)).isEmpty();
    }

    @Test
    void anotherObjectOfThatNameIsNotTouched() {
        Node node = create();
        client.resource(node).delete();
        Node successor = create();

        assertThat(statuses.write(node, StatusWriterIT::ready)).isEmpty();
        assertThat(client.resource(successor).get().getStatus().getConditions()).isEmpty();
    }

    @Test
    void whatHasChangedIsReadAgainAndKeepsTheChange() {
        Node node = create();
        client.resource(node)
                .edit(current -> new NodeBuilder(current)
                        .editMetadata()
                        .addToLabels("changed", "yes")
                        .endMetadata()
                        .build());
        AtomicInteger tries = new AtomicInteger();

        Node written = statuses.write(node, current -> {
                    tries.incrementAndGet();
                    return ready(current);
                })
                .orElseThrow();

        assertThat(tries).hasValue(2);
        assertThat(written.getMetadata().getLabels()).containsEntry("changed", "yes");
        assertThat(written.getStatus().getConditions()).hasSize(1);
        assertThatThrownBy(() -> statuses.write(node))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }

    private Node create() {
        return client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName("n")
                        .endMetadata()
                        .build())
                .create();
    }

    private static Node ready(Node node) {
        return new NodeBuilder(node)
                .editOrNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }
}
