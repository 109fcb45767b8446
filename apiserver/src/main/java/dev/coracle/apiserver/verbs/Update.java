package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Replacement;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.machinery.catalogue.WriteRules;

/** PUT: the object, or its status, as the client sends it. */
final class Update implements Verb {
    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    Update(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        exchange.representation();
        Scopes.expectStored(exchange, target, registry.backend().cache());
        exchange.readBody(body -> {
            WriteOptions options = WriteOptions.parse(exchange.query(), "UpdateOptions");
            ObjectNode object = bodies.object(exchange, target, body, options.fieldValidation());
            put(exchange, target, options.request(exchange, target), object);
        });
    }

    private void put(Exchange exchange, ServedResource target, WriteRequest request, ObjectNode object) {
        String name = exchange.info().name();
        Replacement replacement = new Replacement(request, name, object);
        if (request.subresource().isEmpty() && creates(target, request, name)) {
            exchange.whenDone(
                    registry.create(request, replacement.create()),
                    created -> answers.written(exchange, target, 201, created));
            return;
        }
        WritePipeline pipeline = Scopes.isStatus(request.subresource()) ? WritePipeline.STATUS : WritePipeline.UPDATE;
        exchange.whenDone(
                registry.update(request, name, pipeline, replacement),
                updated -> answers.written(exchange, target, 200, updated));
    }

    private boolean creates(ServedResource target, WriteRequest request, String name) {
        return target.resource().writes().has(WriteRules.Rule.ALLOW_CREATE_ON_UPDATE)
                && registry.backend()
                        .cache()
                        .of(target.resource())
                        .get(request.namespace(), name)
                        .isEmpty();
    }
}
