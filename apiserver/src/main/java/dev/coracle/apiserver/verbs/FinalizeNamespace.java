package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.machinery.tree.Tree;

/** PUT of {@code namespaces/<name>/finalize}: sets {@code spec.finalizers}, and with the last gone the namespace goes. */
final class FinalizeNamespace implements Verb {
    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    FinalizeNamespace(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "UpdateOptions");
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode wanted = bodies.object(exchange, target, body, options.fieldValidation());
            exchange.whenDone(
                    registry.update(
                            options.request(exchange, target),
                            exchange.info().name(),
                            WritePipeline.FINALIZE,
                            current -> withFinalizers(current, wanted)),
                    updated -> answers.written(exchange, target, 200, updated));
        });
    }

    private static ObjectNode withFinalizers(StoredObject current, ObjectNode wanted) {
        ObjectNode namespace = current.copy();
        ObjectNode metadata = (ObjectNode) namespace.get("metadata");
        for (String field : new String[] {"name", "uid", "resourceVersion"}) {
            if (!Tree.text(Tree.metadata(wanted), field).isEmpty()) {
                metadata.put(field, Tree.text(Tree.metadata(wanted), field));
            }
        }
        ObjectNode spec = Tree.createObject(namespace, "spec");
        if (Tree.isEmpty(Tree.spec(wanted), "finalizers")) {
            spec.remove("finalizers");
        } else {
            spec.set("finalizers", Tree.spec(wanted).get("finalizers").deepCopy());
        }
        return namespace;
    }
}
