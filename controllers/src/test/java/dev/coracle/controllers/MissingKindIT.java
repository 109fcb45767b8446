package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The controllers against a server that lacks a group they have use for. */
class MissingKindIT {
    /** Asks for another group instead, which is not there. */
    private static final Interceptor WITHOUT_STORAGE = new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            String uri = request.uri().toString();
            builder.uri(URI.create(uri.replace("/apis/storage.k8s.io/", "/apis/absent.example.com/")));
        }
    };

    @Test
    void runsAllControllersButThoseWhoseKindsAreNotServed() throws Exception {
        Clock clock = Clock.system();
        try (Store store = Stores.inMemory(StoreOptions.defaults(clock));
                ApiServer server = new ApiServer(ApiServerOptions.defaults(), store, clock)) {
            server.start();
            try (KubernetesClient client = client(server.address());
                    ControllerManager manager =
                            new ControllerManager(client, clock, ControllerManagerOptions.defaults())) {
                manager.start();

                manager.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);

                assertThat(manager.running())
                        .contains("deployment-controller", "scheduler")
                        .doesNotContain("volumeattributesclass-protection-controller")
                        .hasSize(ControllerManager.names().size() - 1);
            }
        }
    }

    private static KubernetesClient client(URI address) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(address.toString())
                        .build())
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("absent", WITHOUT_STORAGE))
                .build();
    }
}
