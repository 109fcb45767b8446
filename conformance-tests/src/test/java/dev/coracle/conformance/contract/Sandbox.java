package dev.coracle.conformance.contract;

import java.net.http.HttpRequest;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one run of a case leaves on a server: a namespace of its own, made when a step first speaks of it, and the objects
 * its steps created. All of it is gone once this is closed, finalizers or not: there may be no controller to do it.
 */
final class Sandbox implements AutoCloseable {
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final int CREATED = 201;

    private final Target target;
    private final Variables variables;
    private final Deque<String> created = new ArrayDeque<>();
    private boolean hasNamespace;

    Sandbox(Target target, Variables variables) {
        this.target = target;
        this.variables = variables;
    }

    /** Makes the namespace if this step is the first to need it. */
    void prepare(Step step) {
        if (!hasNamespace && uses(step)) {
            createNamespace();
        }
    }

    private static boolean uses(Step step) {
        return step.path().contains("<ns>")
                || (step.body() != null && step.body().toString().contains("<ns>"));
    }

    /** With the service account that pods need, which otherwise a controller makes. */
    private void createNamespace() {
        hasNamespace = true;
        send("POST", NAMESPACES, "{\"metadata\":{\"name\":\"" + variables.namespace() + "\"}}");
        send(
                "POST",
                NAMESPACES + "/" + variables.namespace() + "/serviceaccounts",
                "{\"metadata\":{\"name\":\"default\"}}");
    }

    /** Notes what a step has created, if it has. */
    void remember(Step step, Answer answer) {
        String name = answer.json().at("/metadata/name").asText();
        if (answer.status() != CREATED || name.isEmpty() || step.path().contains("dryRun")) {
            return;
        }
        String path = variables.fill(step.path()).split("\\?", 2)[0];
        created.push(step.method().equals("POST") ? path + "/" + name : path);
    }

    @Override
    public void close() {
        created.forEach(this::remove);
        if (hasNamespace) {
            String path = NAMESPACES + "/" + variables.namespace();
            send("DELETE", path, "{}");
            finish(path);
        }
    }

    private void remove(String path) {
        Answer answer = send("DELETE", path, "{\"gracePeriodSeconds\":0,\"propagationPolicy\":\"Background\"}");
        if (answer.json().at("/metadata/finalizers").size() > 0) {
            target.send(target.request(path)
                    .header("Content-Type", "application/merge-patch+json")
                    .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"metadata\":{\"finalizers\":null}}")));
        }
        if (answer.json().at("/spec/finalizers").size() > 0) {
            finish(path);
        }
    }

    /** Does for a namespace what its controller would. */
    private void finish(String namespace) {
        String name = namespace.substring(namespace.lastIndexOf('/') + 1);
        send("PUT", namespace + "/finalize", "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"finalizers\":[]}}");
    }

    private Answer send(String method, String path, String body) {
        return target.send(target.request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }
}
