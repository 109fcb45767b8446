package dev.coracle.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a webhook listens and whom to trust there: {@code clientConfig} of a conversion or of an admission webhook.
 *
 * @param url with its path; of a Service, by the name its certificate has to be for
 * @param service set when the URL's host stands for a Service
 * @param caBundle certificates as PEM; empty for those the machine trusts
 */
public record ClientConfig(URI url, Optional<ServiceReference> service, String caBundle) {
    private static final int HTTPS_PORT = 443;

    /** A Service and one of its ports. */
    public record ServiceReference(String namespace, String name, int port) {}

    /**
     * Reads a {@code clientConfig}.
     *
     * @throws IllegalArgumentException if the URL is none, which validation does not let through
     */
    public static ClientConfig parse(JsonNode config) {
        String bundle = pem(Tree.text(config, "caBundle"));
        JsonNode service = Tree.get(config, "service");
        if (service.isMissingNode()) {
            return new ClientConfig(URI.create(Tree.text(config, "url")), Optional.empty(), bundle);
        }
        int port = Tree.has(service, "port") ? Tree.integer(service, "port") : HTTPS_PORT;
        ServiceReference reference =
                new ServiceReference(Tree.text(service, "namespace"), Tree.text(service, "name"), port);
        String host = reference.name() + "." + reference.namespace() + ".svc";
        String path = Tree.text(service, "path");
        return new ClientConfig(
                URI.create("https://" + host + ":" + port + (path.isEmpty() ? "/" : path)),
                Optional.of(reference),
                bundle);
    }

    private static String pem(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1).strip();
    }

    int port() {
        return url.getPort() < 0 ? HTTPS_PORT : url.getPort();
    }
}
