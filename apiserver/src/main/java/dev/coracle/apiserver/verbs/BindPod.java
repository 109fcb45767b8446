package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.kinds.pod.PodBinding;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.Status;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.time.temporal.ChronoUnit;

/** Assigns a pod to a node, once: POST to {@code pods/<name>/binding} or to {@code bindings}. */
final class BindPod implements Verb {
    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "Binding");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource PODS_BINDING = new GroupResource("", "pods/binding");

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    BindPod(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource ignored) {
        ServedResource pods = registry.backend()
                .resources()
                .storedAs(PODS)
                .map(ServedResource::stored)
                .orElseThrow(ApiException::noSuchResource);
        WriteOptions options = WriteOptions.parse(exchange.query(), "CreateOptions");
        exchange.negotiation().withoutTables();
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode binding = bodies.document(exchange, KIND, body, options.fieldValidation());
            String name = exchange.info().name().isEmpty()
                    ? Tree.name(binding)
                    : exchange.info().name();
            check(binding, name, exchange.info().namespace());
            WriteRequest request = options.untracked(exchange, pods);
            exchange.whenDone(
                    registry.admit(request.subresource("binding"), KIND, binding)
                            .thenCompose(admitted -> registry.update(
                                    request, name, WritePipeline.UNCHECKED, current -> bind(binding, current))),
                    bound -> answers.document(
                            exchange, 201, Status.success(201, null).toJson()));
        });
    }

    private static void check(ObjectNode binding, String name, String namespace) {
        String own = Tree.name(binding);
        if (!own.isEmpty() && !own.equals(name)) {
            throw ApiException.badRequest("name in URL does not match name in Binding object");
        }
        String ownNamespace = Tree.namespace(binding);
        if (!ownNamespace.isEmpty() && !ownNamespace.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        PodBinding.validate(binding);
    }

    private ObjectNode bind(ObjectNode binding, StoredObject current) {
        ObjectNode pod = current.copy();
        String wantedUid = Tree.text(Tree.metadata(binding), "uid");
        String uid = Tree.text(Tree.metadata(pod), "uid");
        if (!wantedUid.isEmpty() && !wantedUid.equals(uid)) {
            throw ApiException.conflict(
                    PODS_BINDING,
                    current.name(),
                    "Precondition failed: UID in precondition: " + wantedUid + ", UID in object meta: " + uid);
        }
        PodBinding.apply(pod, binding, registry.backend().clock().instant().truncatedTo(ChronoUnit.SECONDS));
        return pod;
    }
}
