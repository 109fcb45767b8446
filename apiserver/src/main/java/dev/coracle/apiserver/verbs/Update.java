package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.Change;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.tree.Tree;

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
    public void handle(Exchange exchange, Served target) {
        WriteOptions options = WriteOptions.parse(exchange.query(), "UpdateOptions");
        exchange.representation();
        exchange.readBody(body -> {
            ObjectNode object = bodies.object(exchange, target, body, options.fieldValidation());
            put(exchange, target, options.request(exchange, target), object);
        });
    }

    private void put(Exchange exchange, Served target, WriteRequest request, ObjectNode object) {
        String name = exchange.info().name();
        boolean isStatus = Scopes.isStatus(request.subresource());
        if (request.subresource().isEmpty() && creates(target, request, name)) {
            if (!Tree.name(object).equals(name)) {
                throw ApiException.badRequest("the name of the object (" + Tree.name(object)
                        + ") does not match the name on the URL (" + name + ")");
            }
            object.withObject("/metadata").remove("resourceVersion"); // upstream creates whatever version was expected
            exchange.whenDone(
                    registry.create(request, object), created -> answers.object(exchange, target, 201, created.json()));
            return;
        }
        Change.Part part = isStatus ? Change.Part.STATUS : Change.Part.MAIN;
        exchange.whenDone(
                registry.update(request, name, part, current -> object.deepCopy()),
                updated -> answers.object(exchange, target, 200, updated.json()));
    }

    private boolean creates(Served target, WriteRequest request, String name) {
        return target.resource().strategy().allowCreateOnUpdate()
                && registry.backend()
                        .cache()
                        .of(target.resource())
                        .get(request.namespace(), name)
                        .isEmpty();
    }
}
