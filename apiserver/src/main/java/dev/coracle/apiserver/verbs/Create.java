package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Served;
import io.vertx.core.http.HttpHeaders;

/** A new object. */
final class Create implements Verb {
    private final ObjectRegistry registry;
    private final Decoding decoding;
    private final Answers answers;

    Create(ObjectRegistry registry, Decoding decoding, Answers answers) {
        this.registry = registry;
        this.decoding = decoding;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, Served target) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "CreateOptions");
        exchange.representation(false);
        exchange.readBody(body -> {
            ObjectNode object = decoding.object(
                    body, exchange.header(HttpHeaders.CONTENT_TYPE), target, options.fieldValidation(), exchange::warn);
            target.version().conversion().toStored(object);
            registry.create(options.request(exchange, target), object)
                    .whenComplete((written, thrown) -> exchange.complete(
                            written, thrown, created -> answers.object(exchange, target, 201, created.json())));
        });
    }
}
