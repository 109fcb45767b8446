package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;

/** A new object. */
final class Create implements Verb {
    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    Create(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        exchange.representation();
        exchange.readBody(body -> {
            WriteOptions options = WriteOptions.parse(exchange.query(), "CreateOptions");
            ObjectNode object = bodies.object(exchange, target, body, options.fieldValidation());
            exchange.whenDone(
                    registry.create(options.request(exchange, target), object),
                    created -> answers.written(exchange, target, 201, created));
        });
    }
}
