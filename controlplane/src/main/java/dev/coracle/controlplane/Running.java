package dev.coracle.controlplane;

import dev.coracle.clock.Clock;
import dev.coracle.storage.StoreException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is known of a plane once it is ready. */
record Running(
        URI apiServer,
        KubernetesClient client,
        @Nullable InetSocketAddress dnsAddress,
        @Nullable InetSocketAddress tunnelAddress,
        Addresses addresses,
        Clock clock,
        CompletableFuture<StoreException> storeEnd) {}
