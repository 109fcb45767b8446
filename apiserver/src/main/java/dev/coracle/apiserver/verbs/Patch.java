package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.patch.PatchType;
import dev.coracle.apiserver.registry.Change;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Served;
import io.vertx.core.http.HttpHeaders;

/** PATCH of an object or its status: JSON patch, merge patch, strategic merge patch. */
final class Patch implements Verb {
    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    Patch(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, Served target) {
        PatchType type = type(exchange);
        WriteOptions options = WriteOptions.parse(exchange.query(), "PatchOptions");
        exchange.representation();
        boolean isStatus = exchange.info().subresource().equals("status");
        exchange.readBody(body -> {
            Change change = current -> {
                ObjectNode before = Answers.converted(target, current.copy());
                ObjectNode patched = bodies.patch(exchange, type, body, before, target, options.fieldValidation());
                target.version().conversion().toStored(patched);
                return patched;
            };
            exchange.whenDone(
                    registry.update(
                            options.request(exchange, target),
                            exchange.info().name(),
                            isStatus ? Change.Part.STATUS : Change.Part.MAIN,
                            change),
                    updated -> answers.object(exchange, target, 200, updated.json()));
        });
    }

    static PatchType type(Exchange exchange) {
        String header = exchange.header(HttpHeaders.CONTENT_TYPE);
        int semicolon = header.indexOf(';');
        String mediaType = (semicolon < 0 ? header : header.substring(0, semicolon)).trim();
        if (mediaType.equals("application/apply-patch+yaml")) {
            throw ApiException.of(
                    415,
                    "UnsupportedMediaType",
                    mediaType + " (server-side apply) is not supported by this server yet",
                    null);
        }
        return PatchType.of(mediaType).orElseThrow(() -> ApiException.unsupportedMediaType(PatchType.mediaTypes()));
    }
}
