package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.UpdateFunction;
import dev.coracle.apiserver.registry.WritePipeline;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.patch.PatchType;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** PATCH of an object or its status: JSON patch, merge patch, strategic merge patch; an apply goes to {@link Apply}. */
final class Patch implements Verb {
    /** A custom resource's schema does not say how its lists merge strategically. */
    private static final List<String> OF_CUSTOM_RESOURCES =
            List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml");

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;
    private final Apply apply;

    Patch(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.apply = new Apply(registry, bodies, answers);
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        PatchType type = type(exchange);
        if (type == PatchType.APPLY) {
            apply.handle(exchange, target);
            return;
        }
        if (type == PatchType.STRATEGIC && target.version().schema().isCustom()) {
            throw ApiException.unsupportedMediaType(OF_CUSTOM_RESOURCES);
        }
        exchange.representation();
        boolean isStatus = Scopes.isStatus(exchange.info().subresource());
        Scopes.expectStored(exchange, target, registry.backend().cache());
        exchange.readBody(body -> {
            WriteOptions options = WriteOptions.parse(exchange.query(), "PatchOptions");
            UpdateFunction change = current -> {
                ObjectNode before = Answers.converted(target, current.copy());
                ObjectNode patched = bodies.patch(exchange, type, body, before, target, options.fieldValidation());
                target.version().conversion().toStored(patched);
                return patched;
            };
            exchange.whenDone(
                    registry.update(
                            options.request(exchange, target),
                            exchange.info().name(),
                            isStatus ? WritePipeline.STATUS : WritePipeline.UPDATE,
                            change),
                    updated -> answers.written(exchange, target, 200, updated));
        });
    }

    static PatchType type(Exchange exchange) {
        String header = exchange.header(HttpHeaders.CONTENT_TYPE);
        int semicolon = header.indexOf(';');
        String mediaType = (semicolon < 0 ? header : header.substring(0, semicolon)).trim();
        // The words of the router, which upstream asks before any handler.
        return PatchType.of(mediaType)
                .orElseThrow(() -> ApiException.of(
                        StatusReason.UNSUPPORTED_MEDIA_TYPE,
                        "415: Unsupported Media Type",
                        JsonNodeFactory.instance.objectNode()));
    }
}
