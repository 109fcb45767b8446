package dev.coracle.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds single clients; a process that needs several takes a {@link ClientFactory}. What the environment says ({@code KUBECONFIG}, service
 * account files, system properties) is ignored: a component talks to the server it was given and to no other.
 */
public final class KubernetesClients {
    private KubernetesClients() {}

    /** A client for a server without credentials, such as {@code http://127.0.0.1:6443}. */
    public static KubernetesClient forServer(URI server, String component) {
        return ClientFactory.forServer(server).onlyClient(component);
    }

    /**
     * A client for the current context of a kubeconfig file.
     *
     * @throws IllegalArgumentException if the file is not there
     */
    public static KubernetesClient fromKubeconfig(Path kubeconfig, String component) {
        if (!Files.isReadable(kubeconfig)) {
            throw new IllegalArgumentException("kubeconfig " + kubeconfig + " is not a readable file");
        }
        return ClientFactory.of(Config.fromKubeconfig(kubeconfig.toFile())).onlyClient(component);
    }
}
