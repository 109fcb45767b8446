package dev.coracle.kubelet.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.clock.Clock;
import dev.coracle.kubelet.pod.PodWorker;
import dev.coracle.kubelet.pod.PodWorkers;
import dev.coracle.kubelet.runtime.ContainerLog;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The API a kubelet serves on its node's address: {@code /containerLogs/{namespace}/{pod}/{container}}, {@code /pods}
 * and {@code /healthz}, over plain HTTP and TLS on one port. Handlers run on event loops and hold no state of their own.
 */
public final class KubeletServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final Clock clock;
    private final PodWorkers workers;
    private @Nullable FrontDoor door;

    public KubeletServer(Vertx vertx, Clock clock, PodWorkers workers) {
        this.vertx = vertx;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * Listens and returns the port, which is of interest when 0 was asked for.
     *
     * @throws IllegalStateException if the address cannot be had
     */
    public int start(String address, int port) {
        try {
            FrontDoor opened = new FrontDoor(
                    vertx, address, this::handle, () -> SelfSignedCertificate.forAddress(address, clock.instant()));
            door = opened;
            return opened.listen(port)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            String why = refused.getCause() instanceof BindException
                    ? String.valueOf(refused.getCause().getMessage())
                    : String.valueOf(refused.getCause());
            throw new IllegalStateException(
                    "the kubelet cannot listen on " + address + ":" + port + ": " + why, refused.getCause());
        } catch (TimeoutException slow) {
            throw new IllegalStateException("the kubelet does not get to listen on " + address + ":" + port, slow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the kubelet began to listen", interrupted);
        }
    }

    private void handle(HttpServerRequest request) {
        String[] path = request.path().split("/", -1);
        if (!request.method().name().equals("GET")) {
            answer(request, 405, "method " + request.method() + " is not supported by the fake kubelet");
        } else if (request.path().equals("/healthz")) {
            answer(request, 200, "ok");
        } else if (path.length >= 2 && path[1].equals("pods")) {
            pods(request);
        } else if (path.length == 5 && path[1].equals("containerLogs")) {
            logs(request, path[2], path[3], path[4]);
        } else {
            answer(request, 404, "404 page not found");
        }
    }

    private static void answer(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(text + (status == 200 ? "" : "\n"));
    }

    private void pods(HttpServerRequest request) {
        ObjectNode list = JSON.createObjectNode().put("kind", "PodList").put("apiVersion", "v1");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        for (PodWorker worker : workers.all()) {
            ObjectNode pod = JSON.valueToTree(worker.pod());
            PodStatus status = worker.status();
            if (status != null) {
                pod.set("status", JSON.valueToTree(status));
            }
            items.add(pod);
        }
        request.response().putHeader("Content-Type", "application/json").end(list.toString());
    }

    private void logs(HttpServerRequest request, String namespace, String podName, String container) {
        LogOptions options;
        try {
            options = LogOptions.parse(request.params(), clock.instant());
        } catch (IllegalArgumentException wrong) {
            answer(request, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        Optional<PodWorker> worker = workers.all().stream()
                .filter(each -> each.pod().getMetadata().getName().equals(podName)
                        && each.pod().getMetadata().getNamespace().equals(namespace))
                .findFirst();
        if (worker.isEmpty()) {
            answer(request, 404, "pod does not exist");
            return;
        }
        PodStatus status = worker.get().status();
        Optional<ContainerStatus> of = status == null
                ? Optional.empty()
                : Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                        .filter(each -> each.getName().equals(container))
                        .findFirst();
        if (of.isEmpty()) {
            answer(request, 404, "container \"" + container + "\" not found in pod \"" + podName + "\"");
            return;
        }
        LogChoice choice = LogChoice.of(of.get(), podName, options.previous());
        if (choice.problem() != null) {
            answer(request, 400, choice.problem());
            return;
        }
        Optional<ContainerLog> log = worker.get().log(container, choice.attempt());
        if (log.isEmpty()) {
            answer(request, 404, "the log of container \"" + container + "\" in pod \"" + podName + "\" is gone");
            return;
        }
        new LogStream(vertx.getOrCreateContext(), request.response(), log.get(), options).start();
    }

    /** Stops listening; idempotent. */
    @Override
    public void close() {
        FrontDoor opened = door;
        door = null;
        if (opened != null) {
            opened.close();
        }
    }
}
