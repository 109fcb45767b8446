package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.client.ApiTime;
import dev.coracle.client.Cause;
import dev.coracle.client.KubernetesClients;
import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An API server in memory, the controllers, three nodes, and a kubelet that makes every bound pod ready at once and lets
 * go of every pod that is to be deleted.
 */
public final class TestCluster implements AutoCloseable {
    private final Clock clock = Clock.system();
    private final Store store = Stores.inMemory(StoreOptions.defaults(clock));
    private final AtomicInteger addresses = new AtomicInteger();
    private final Set<String> unready = ConcurrentHashMap.newKeySet();
    private final ExecutorService kubelet = Executors.newFixedThreadPool(8);
    private ApiServer server;
    private KubernetesClient client;
    private KubernetesClient controllersClient;
    private ControllerManager manager;
    private SharedIndexInformer<Pod> pods;

    public static TestCluster start() {
        return start(ControllerManagerOptions.defaults());
    }

    public static TestCluster start(ControllerManagerOptions options) {
        TestCluster cluster = new TestCluster();
        cluster.server = new ApiServer(ApiServerOptions.defaults(), cluster.store, cluster.clock);
        cluster.server.start();
        URI address = cluster.server.address();
        cluster.client = KubernetesClients.forServer(address, "test");
        for (int i = 1; i <= 3; i++) {
            cluster.addNode("node-" + i);
        }
        cluster.startKubelet();
        cluster.controllersClient = KubernetesClients.forServer(address, "controllers");
        cluster.manager = new ControllerManager(cluster.controllersClient, cluster.clock, options);
        cluster.manager.start();
        await().until(() -> cluster.client
                        .serviceAccounts()
                        .inNamespace("default")
                        .withName("default")
                        .get()
                != null);
        return cluster;
    }

    public KubernetesClient client() {
        return client;
    }

    URI apiServer() {
        return server.address();
    }

    Store store() {
        return store;
    }

    /** A pod whose name starts so stays unready. */
    public void keepUnready(String prefix) {
        unready.add(prefix);
    }

    /** Stops the API server and starts one on the same store and port. */
    public void restartApiServer() {
        int port = server.address().getPort();
        server.close();
        server = new ApiServer(ApiServerOptions.defaults().withPort(port), store, clock);
        server.start();
    }

    private void addNode(String name) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .addToAllocatable("cpu", new Quantity("64"))
                        .addToAllocatable("memory", new Quantity("64Gi"))
                        .addToAllocatable("pods", new Quantity("1000"))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    private void startKubelet() {
        pods = client.pods().inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                handle(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                handle(after);
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {}
        });
    }

    private void handle(Pod pod) {
        try {
            kubelet.execute(() -> Cause.following(pod, () -> run(pod)));
        } catch (RejectedExecutionException closed) {
            assertThat(kubelet.isShutdown()).isTrue();
        }
    }

    private void run(Pod pod) {
        if (pod.getSpec().getNodeName() == null) {
            return;
        }
        try {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                client.resource(pod).withGracePeriod(0).delete();
            } else if (pod.getStatus().getPodIP() == null) {
                client.resource(running(pod)).updateStatus();
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409 && e.getCode() != 404) {
                throw e;
            }
        }
    }

    private Pod running(Pod pod) {
        int number = addresses.incrementAndGet();
        boolean ready = unready.stream().noneMatch(pod.getMetadata().getName()::startsWith);
        return new PodBuilder(pod)
                .editStatus()
                .withPhase("Running")
                .withPodIP("127.244." + number / 250 + "." + (number % 250 + 1))
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime(ApiTime.seconds(clock.instant()))
                .endCondition()
                .endStatus()
                .build();
    }

    @Override
    public void close() {
        long before = clock.nanoTime();
        manager.close();
        if (clock.nanoTime() - before > Duration.ofSeconds(6).toNanos()) {
            throw new AssertionError("closing the controllers took too long");
        }
        pods.close();
        kubelet.shutdownNow();
        controllersClient.close();
        client.close();
        server.close();
        store.close();
        clock.close();
    }
}
