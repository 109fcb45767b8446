package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.decode.FieldValidation;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.QueryParameters;
import dev.coracle.apiserver.registry.DeleteOptions;
import dev.coracle.apiserver.registry.ObjectRegistry;
import dev.coracle.apiserver.registry.Served;
import dev.coracle.apiserver.registry.WriteRequest;
import dev.coracle.apiserver.registry.Written;
import dev.coracle.apiserver.resource.GroupVersionKind;

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
    public void handle(Exchange exchange, Served target) {
        exchange.representation();
        exchange.readBody(body -> {
            DeleteOptions options = options(exchange, bodies, body);
            exchange.whenDone(
                    registry.delete(
                            request(exchange, target, options), exchange.info().name(), options),
                    gone -> answers.object(exchange, target, code(options, gone), gone.json()));
        });
    }

    static WriteRequest request(Exchange exchange, Served target, DeleteOptions options) {
        return new WriteRequest(
                target,
                Scopes.namespace(exchange, target),
                "",
                "",
                options.dryRun(),
                exchange.executor(),
                exchange::warn);
    }

    /** The body has the say; without one the query has. */
    static DeleteOptions options(Exchange exchange, Bodies bodies, byte[] body) {
        QueryParameters query = exchange.query();
        if (query.flag("ignoreStoreReadErrorWithClusterBreakingPotential")) {
            throw ApiException.badRequest(
                    "ignoreStoreReadErrorWithClusterBreakingPotential is not supported by this server");
        }
        FieldErrors errors = new FieldErrors();
        boolean dryRun = WriteOptions.dryRun(query, errors);
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", "DeleteOptions", "", errors);
        }
        ObjectNode options =
                body.length == 0 ? fromQuery(query) : bodies.document(exchange, KIND, body, FieldValidation.IGNORE);
        return DeleteOptions.parse(options, dryRun);
    }

    private static ObjectNode fromQuery(QueryParameters query) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        query.number("gracePeriodSeconds").ifPresent(seconds -> options.put("gracePeriodSeconds", seconds));
        if (query.has("propagationPolicy")) {
            options.put("propagationPolicy", query.get("propagationPolicy"));
        }
        if (query.has("orphanDependents")) {
            options.put("orphanDependents", query.flag("orphanDependents"));
        }
        return options;
    }

    /** 202 only where upstream says so: an explicit orphanDependents=false and an object that stays for now. */
    private static int code(DeleteOptions options, Written written) {
        boolean cascades = options.orphanDependents().isPresent()
                && !options.orphanDependents().get();
        return cascades && written.outcome() == Written.Outcome.DELETING ? 202 : 200;
    }
}
