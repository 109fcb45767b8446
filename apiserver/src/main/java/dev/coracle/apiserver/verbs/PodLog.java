package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.ServerState;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A container's log, streamed from the kubelet of the pod's node. */
final class PodLog implements Verb {
    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final long CONNECT_MILLIS = 5_000;

    private final ServerState backend;
    private final HttpClient kubelets;

    PodLog(ServerState backend, HttpClient kubelets) {
        this.backend = backend;
        this.kubelets = kubelets;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        String name = exchange.info().name();
        LogOptions options = LogOptions.parse(exchange.query(), name);
        ObjectNode pod = backend.cache()
                .of(target.resource())
                .get(exchange.info().namespace(), name)
                .orElseThrow(() -> ApiException.notFound(target.groupResource(), name))
                .read();
        String container = container(pod, name, options.container());
        String node = Tree.text(Tree.spec(pod), "nodeName");
        if (node.isEmpty()) {
            exchange.sendText(204, "text/plain", "");
            return;
        }
        RequestOptions request = location(node)
                .setMethod(HttpMethod.GET)
                .setConnectTimeout(CONNECT_MILLIS)
                .setURI("/containerLogs/" + segment(exchange.info().namespace()) + "/" + segment(name) + "/"
                        + segment(container) + options.query());
        kubelets.request(request)
                .compose(sent -> {
                    exchange.request().response().closeHandler(ignored -> sent.reset());
                    return sent.send();
                })
                .onSuccess(answer -> relay(exchange, answer, name))
                .onFailure(error -> exchange.fail(unreachable(request, error)));
    }

    /** The node's own address, and the port its kubelet has published. */
    private RequestOptions location(String name) {
        Optional<Resource> nodes = backend.resources().storedAs(NODES);
        ObjectNode node = nodes.flatMap(resource -> backend.cache().of(resource).get("", name))
                .map(StoredObject::read)
                .orElseThrow(() -> ApiException.notFound(NODES, name));
        int port = Tree.integer(Tree.get(Tree.status(node), "daemonEndpoints", "kubeletEndpoint"), "Port");
        for (JsonNode address : Tree.get(Tree.status(node), "addresses")) {
            if (Tree.text(address, "type").equals("InternalIP") && port > 0) {
                return new RequestOptions()
                        .setHost(Tree.text(address, "address"))
                        .setPort(port);
            }
        }
        throw ApiException.internal("node " + name + " has published no InternalIP and kubelet port");
    }

    private static ApiException unreachable(RequestOptions request, Throwable error) {
        return ApiException.internal("Get \"http://" + request.getHost() + ":" + request.getPort() + request.getURI()
                + "\": " + error.getMessage());
    }

    private static void relay(Exchange exchange, HttpClientResponse answer, String pod) {
        if (answer.statusCode() != 200) {
            answer.body().onComplete(body -> {
                String text = body.succeeded() ? body.result().toString().stripTrailing() : "";
                exchange.fail(refusal(answer.statusCode(), text, pod));
            });
            return;
        }
        if (!exchange.answering(200)) {
            HttpClientRequest sent = answer.request();
            sent.reset();
            return;
        }
        HttpServerResponse response = exchange.streamHead(200, "text/plain");
        answer.pipeTo(response)
                .onFailure(ignored -> exchange.request().connection().close());
    }

    /** As upstream's GenericHttpResponseChecker: the kubelet's words under the kubelet's code. */
    private static ApiException refusal(int code, String text, String pod) {
        return switch (code) {
            case 400 -> ApiException.badRequest(text);
            case 500 -> ApiException.internal(text);
            case 404 ->
                ApiException.of(
                        StatusReason.NOT_FOUND,
                        "the server could not find the requested resource ( " + PODS + " " + pod + ")",
                        null);
            default -> ApiException.internal("the kubelet answered " + code + ": " + text);
        };
    }

    /** The container that is meant, which must be one of the pod's. */
    static String container(ObjectNode pod, String name, String wanted) {
        List<String> containers = names(pod, "containers");
        if (wanted.isEmpty()) {
            if (containers.size() == 1) {
                return containers.get(0);
            }
            String message = "a container name must be specified for pod " + name;
            List<String> init = names(pod, "initContainers");
            if (!containers.isEmpty()) {
                message += ", choose one of: [" + String.join(" ", containers) + "]";
            }
            if (!containers.isEmpty() && !init.isEmpty()) {
                message += " or one of the init containers: [" + String.join(" ", init) + "]";
            }
            throw ApiException.badRequest(message);
        }
        boolean known = containers.contains(wanted)
                || names(pod, "initContainers").contains(wanted)
                || names(pod, "ephemeralContainers").contains(wanted);
        if (!known) {
            throw ApiException.badRequest("container " + wanted + " is not valid for pod " + name);
        }
        return wanted;
    }

    private static List<String> names(ObjectNode pod, String field) {
        List<String> names = new ArrayList<>();
        Tree.get(Tree.spec(pod), field).forEach(container -> names.add(Tree.text(container, "name")));
        return names;
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
