package dev.coracle.kubelet.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.client.Cause;
import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.MappedPorts;
import dev.coracle.kubelet.pod.PodApi;
import dev.coracle.kubelet.runtime.PodSockets;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The API server as pod workers of one node see it. Safe for use from any thread; every call but events blocks. */
public final class ClientPodApi implements PodApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_SECONDS = 30;

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Informer<Service> services;
    private final PodSockets sockets;
    private final String nodeName;

    public ClientPodApi(
            KubernetesClient client,
            EventRecorder events,
            Informer<Service> services,
            PodSockets sockets,
            String nodeName) {
        this.sockets = sockets;
        this.client = client;
        this.events = events;
        this.services = services;
        this.nodeName = nodeName;
    }

    @Override
    public List<Service> services(String namespace) {
        List<Service> found = new ArrayList<>(services.inNamespace(namespace));
        Service apiServer = services.get("default", "kubernetes");
        if (apiServer != null && !namespace.equals("default")) {
            found.add(apiServer);
        }
        return found;
    }

    @Override
    public boolean writeStatus(Pod pod, PodStatus status, List<String> gone) {
        ObjectNode patch = JSON.createObjectNode();
        ObjectNode metadata =
                patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        MappedPorts mapped = sockets.told(pod.getMetadata().getUid(), String.valueOf(status.getPodIP()));
        if (!mapped.ports().isEmpty() && !mapped.equals(MappedPorts.of(pod))) {
            metadata.putObject("annotations").put(MappedPorts.ANNOTATION, mapped.toString());
        }
        ObjectNode body = JSON.valueToTree(status);
        patch.set("status", withNulls(body));
        for (String type : gone) {
            body.withArray("conditions").addObject().put("type", type).put("$patch", "delete");
        }
        AtomicInteger answered = new AtomicInteger();
        Cause.following(pod, () -> answered.set(send(path(pod) + "/status", patch.toString())));
        int code = answered.get();
        // A conflict is the uid's: another pod has the name by now.
        return code != HttpURLConnection.HTTP_NOT_FOUND && code != HttpURLConnection.HTTP_CONFLICT;
    }

    /** A patch whose answer, the whole pod, is not even parsed: it will come by watch. */
    private int send(String path, String patch) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl() + path.substring(1)))
                .patch("application/strategic-merge-patch+json", patch)
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .build();
        try {
            HttpResponse<byte[]> answer =
                    client.getHttpClient().sendAsync(request, byte[].class).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            boolean known = answer.isSuccessful()
                    || answer.code() == HttpURLConnection.HTTP_NOT_FOUND
                    || answer.code() == HttpURLConnection.HTTP_CONFLICT;
            if (!known) {
                throw new KubernetesClientException("PATCH of " + path + " was answered " + answer.code() + ": "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.code();
        } catch (ExecutionException | TimeoutException unreachable) {
            throw new KubernetesClientException("PATCH of " + path + " failed", unreachable);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("PATCH of " + path + " was interrupted", stopping);
        }
    }

    private static String path(Pod pod) {
        return "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                + pod.getMetadata().getName();
    }

    /** What is merged by key does not lose a field unless it is told to. */
    private static ObjectNode withNulls(ObjectNode status) {
        orNull(status, "reason");
        orNull(status, "message");
        if (status.get("conditions") instanceof ArrayNode conditions) {
            ArrayNode order = status.putArray("$setElementOrder/conditions");
            conditions.forEach(each -> {
                ObjectNode condition = (ObjectNode) each;
                orNull(condition, "reason");
                orNull(condition, "message");
                order.addObject().set("type", condition.get("type"));
            });
        }
        return status;
    }

    private static void orNull(ObjectNode object, String field) {
        if (!object.has(field)) {
            object.putNull(field);
        }
    }

    @Override
    public void delete(Pod pod) {
        ObjectNode options = JSON.createObjectNode();
        options.put("kind", "DeleteOptions").put("apiVersion", "v1").put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", pod.getMetadata().getUid());
        try {
            Cause.following(pod, () -> client.raw(path(pod), "DELETE", options));
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != HttpURLConnection.HTTP_NOT_FOUND
                    && refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw refused;
            }
        }
    }

    @Override
    public void event(Pod pod, @Nullable String fieldPath, String type, String reason, String message) {
        ObjectReference about = EventRecorder.referenceTo(pod);
        about.setFieldPath(fieldPath);
        events.record(about, type, reason, message, nodeName);
    }

    @Override
    public @Nullable String runtimeHandler(String runtimeClassName) {
        RuntimeClass found =
                client.resources(RuntimeClass.class).withName(runtimeClassName).get();
        return found == null ? null : found.getHandler();
    }

    @Override
    public @Nullable Map<String, String> configMap(String namespace, String name) {
        ConfigMap found =
                client.configMaps().inNamespace(namespace).withName(name).get();
        if (found == null) {
            return null;
        }
        return found.getData() == null ? Map.of() : found.getData();
    }

    @Override
    public @Nullable Map<String, String> secret(String namespace, String name) {
        Secret found = client.secrets().inNamespace(namespace).withName(name).get();
        if (found == null) {
            return null;
        }
        Map<String, String> decoded = new HashMap<>();
        if (found.getData() != null) {
            found.getData()
                    .forEach((key, value) ->
                            decoded.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        }
        return decoded;
    }
}
