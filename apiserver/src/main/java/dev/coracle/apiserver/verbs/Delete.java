package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.QueryParameters;
import dev.coracle.apiserver.registry.DeleteOptions;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.registry.WriteResult;
import dev.coracle.machinery.schema.GroupVersionKind;

/** DELETE of one object. */
final class Delete implements Verb {
    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "DeleteOptions");

    private final ObjectRegistry registry;
    private final Bodies bodies;
    private final Answers answers;

    Delete(ObjectRegistry registry, Bodies bodies, Answers answers) {
        this.registry = registry;
        this.bodies = bodies;
        this.answers = answers;
    }

    @Override
    public void handle(Exchange exchange, ServedResource target) {
        exchange.representation();
        exchange.readBody(body -> {
            DeleteOptions options = options(exchange, bodies, body);
            exchange.whenDone(
                    registry.delete(
                            WriteRequest.to(target, Scopes.namespace(exchange, target), Scopes.caller(exchange)),
                            exchange.info().name(),
                            options),
                    gone -> answers.written(exchange, target, code(options, gone), gone));
        });
    }

    /** The body has the say; without one the query has. */
    static DeleteOptions options(Exchange exchange, Bodies bodies, byte[] body) {
        return DeleteOptions.parse(
                body.length == 0 ? fromQuery(exchange.query()) : bodies.options(exchange, KIND, body), false);
    }

    private static ObjectNode fromQuery(QueryParameters query) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        if (query.has("gracePeriodSeconds")) {
            options.put("gracePeriodSeconds", query.integer("gracePeriodSeconds"));
        }
        if (query.has("propagationPolicy")) {
            options.put("propagationPolicy", query.get("propagationPolicy"));
        }
        if (query.has("orphanDependents")) {
            options.put("orphanDependents", query.flag("orphanDependents"));
        }
        if (!query.get("uid").isEmpty()) {
            options.putObject("preconditions").put("uid", query.get("uid"));
        }
        if (!query.get("resourceVersion").isEmpty()) {
            options.withObject("/preconditions").put("resourceVersion", query.get("resourceVersion"));
        }
        query.all("dryRun").forEach(options.withArray("/dryRun")::add);
        return options;
    }

    /** 202 only where upstream says so: an explicit orphanDependents=false and an object that stays for now. */
    private static int code(DeleteOptions options, WriteResult gone) {
        boolean cascades = options.orphanDependents().isPresent()
                && !options.orphanDependents().get();
        return cascades && gone.outcome() == WriteResult.Outcome.DELETING ? 202 : 200;
    }
}
