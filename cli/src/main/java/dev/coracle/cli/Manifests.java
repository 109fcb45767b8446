package dev.coracle.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The objects to apply at start: read before anything starts, applied through the API once it answers. */
record Manifests(List<HasMetadata> objects) {
    Manifests {
        objects = List.copyOf(objects);
    }

    /** Reads files, folders ({@code *.yaml}, {@code *.yml}, {@code *.json} in order of name) and {@code -}, standard input. */
    static Manifests read(List<String> sources, InputStream standardInput, Problems problems) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String source : sources) {
            try {
                if (source.equals("-")) {
                    objects.addAll(parse("standard input", standardInput.readAllBytes()));
                    continue;
                }
                for (Path file : files(Path.of(source))) {
                    objects.addAll(parse(file.toString(), Files.readAllBytes(file)));
                }
            } catch (IOException e) {
                problems.add("-f " + source + ": " + DataDirectory.reason(e));
            } catch (IllegalArgumentException e) {
                problems.add("-f " + e.getMessage());
            }
        }
        return new Manifests(objects);
    }

    /**
     * Creates each object, or merges it into the one that is there.
     *
     * @throws Failure with the server's own words if it refuses one
     */
    void apply(KubernetesClient client) {
        for (HasMetadata object : objects) {
            NamespacedKubernetesClient target =
                    client.adapt(NamespacedKubernetesClient.class).inNamespace("default");
            try {
                createOrMerge(target, object);
            } catch (KubernetesClientException e) {
                throw new Failure(
                        "the API server refused " + object.getKind() + " "
                                + object.getMetadata().getName() + ": " + e.getMessage(),
                        e);
            }
        }
    }

    private static void createOrMerge(KubernetesClient client, HasMetadata object) {
        try {
            client.resource(object).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            client.resource(object)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization().asJson(object));
        }
    }

    private static List<Path> files(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return List.of(source);
        }
        try (Stream<Path> entries = Files.list(source)) {
            return entries.filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        }
    }

    private static List<HasMetadata> parse(String source, byte[] text) {
        Object read;
        try {
            read = new KubernetesSerialization().unmarshal(new ByteArrayInputStream(text));
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IllegalArgumentException(source + ": not a manifest: " + reason, e);
        }
        List<HasMetadata> objects = new ArrayList<>();
        collect(source, read, objects);
        return objects;
    }

    private static void collect(String source, Object read, List<HasMetadata> objects) {
        if (read instanceof KubernetesResourceList<?> list) {
            list.getItems().forEach(item -> collect(source, item, objects));
        } else if (read instanceof Collection<?> several) {
            several.forEach(item -> collect(source, item, objects));
        } else if (read instanceof HasMetadata object) {
            objects.add(object);
        } else {
            throw new IllegalArgumentException(source + ": not a manifest: an object needs apiVersion and kind");
        }
    }
}
